-- Large materials come in parts that survive a lost network. The parts are encrypted objects like every other file and are erased
-- when the material is judged or the upload lapses.
CREATE TABLE materials.upload (
  applicant_id text NOT NULL, upload_id text NOT NULL, kind text NOT NULL, content_hash text NOT NULL, content_type text NOT NULL,
  byte_count int NOT NULL CHECK (byte_count > 0), interview_id text,
  state text NOT NULL CHECK (state IN ('open', 'completed', 'refused', 'lapsed')), material_id text,
  begun_at timestamptz NOT NULL, expires_at timestamptz NOT NULL, judged_until timestamptz,
  PRIMARY KEY (applicant_id, upload_id));
CREATE UNIQUE INDEX upload_open ON materials.upload (applicant_id, kind, content_hash, coalesce(interview_id, '')) WHERE state = 'open';
CREATE TABLE materials.upload_part (
  applicant_id text NOT NULL, upload_id text NOT NULL, part_no int NOT NULL CHECK (part_no >= 0), file_id text NOT NULL,
  PRIMARY KEY (applicant_id, upload_id, part_no));
GRANT SELECT, INSERT, UPDATE ON materials.upload TO kaitong_app;
GRANT SELECT, INSERT, DELETE ON materials.upload_part TO kaitong_app;
