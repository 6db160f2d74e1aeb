-- What a device and the host said to each other while it was being activated, for whoever helps somebody on the phone.
CREATE TABLE activation.contact (
  serial_no text NOT NULL, contact_id text NOT NULL, at timestamptz NOT NULL,
  message text NOT NULL CHECK (message IN ('code', 'resume', 'sign_in', 'step', 'send_code', 'bind', 'deposit', 'acknowledge')),
  code text NOT NULL, text text NOT NULL, PRIMARY KEY (serial_no, contact_id));
GRANT SELECT, INSERT ON activation.contact TO kaitong_app;
