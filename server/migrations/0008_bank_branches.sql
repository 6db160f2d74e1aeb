-- Branches of banks by CNAPS code. The seed is for trying the product; operators import the list of their clearing house.
CREATE TABLE catalogue.bank_branch (
  branch_code text PRIMARY KEY CHECK (branch_code ~ '^[0-9]{12}$'), bank_name text NOT NULL, branch_name text NOT NULL, city text NOT NULL,
  letters text NOT NULL);
CREATE INDEX bank_branch_city ON catalogue.bank_branch (left(city, 4));
GRANT SELECT, INSERT, UPDATE, DELETE ON catalogue.bank_branch TO kaitong_app;
