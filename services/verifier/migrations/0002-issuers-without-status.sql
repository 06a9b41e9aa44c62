-- Whether credentials of an issuer are taken that refer to no status list. The previous release does not write the column, so that it is false; the value of
-- "keys" may from now on also be {"method": "issuer_metadata"} or {"method": "jwks", "uris": ["<URL>", …]}, which the previous release does not find keys by.
ALTER TABLE trusted_issuers ADD COLUMN may_omit_status boolean NOT NULL DEFAULT false;
