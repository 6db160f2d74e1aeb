-- What a merchant is found by: ends of its name, of the name in pinyin and of its first letters, so that a beginning of any word finds it.
CREATE TABLE merchants.name_key (key text COLLATE "C" NOT NULL, merchant_id text NOT NULL, PRIMARY KEY (key, merchant_id));
CREATE INDEX name_key_merchant ON merchants.name_key (merchant_id);
GRANT SELECT, INSERT, DELETE ON merchants.name_key TO kaitong_app;
