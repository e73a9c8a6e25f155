PRAGMA application_id = 1668246889;
BEGIN TRANSACTION;
CREATE TABLE claims (
	seq INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	recorded TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	body TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	sender TEXT NOT NULL, 
	receiver TEXT NOT NULL, 
	document TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	PRIMARY KEY (seq), 
	UNIQUE (id)
);
INSERT INTO "claims" VALUES(1,'563d7064f70d88335de25506f6f860c539540a18d5a090a33f736d0542bf769f','2026-11-01T09:00:00.000000Z','ada','{"confidence":0.9,"document":"371e23431ca72af6cd15a799b2245ccfc8a20099331c1820ec4686def7cfccd7","end":60,"evidence":"The Government of Bhutan recognised Bangladesh on 6 December","happened":"1971-12-06","kind":"recognise","reader":"hand","receiver":"BGD","sender":"BTN","sender_name":"Bhutan"}','recognise','BTN','BGD','371e23431ca72af6cd15a799b2245ccfc8a20099331c1820ec4686def7cfccd7','282510662cdb2ce46b02fdccb40e77210195df645dd7afbae944c70cd696307c');
INSERT INTO "claims" VALUES(2,'92f9323066ce1f3f24c06703b824e37fb60955e4b08497979bd1ee6147d206db','2026-11-02T09:00:00.000000Z','grace','{"document":"371e23431ca72af6cd15a799b2245ccfc8a20099331c1820ec4686def7cfccd7","end":96,"evidence":"971; India did so on the same day.","happened":"1971-12","kind":"recognise","reader":"hand","receiver":"BGD","sender":"IND","sender_name":"India","start":62}','recognise','IND','BGD','371e23431ca72af6cd15a799b2245ccfc8a20099331c1820ec4686def7cfccd7','8684cedb9509547d7d9e0cbf872c0cb7cec3f6e345a4f9ba057767f57199a2f2');
INSERT INTO "claims" VALUES(3,'4f06ade3c56f22dff91dd12d719fb29ff9c2fc6d3046d0290f8b16b128f644c9','2026-11-02T09:00:00.000000Z','grace','{"attributed_to":"PAK","happened":"1971-12-05","kind":"recognise","polarity":"denied","receiver":"BGD","sender":"IND"}','recognise','IND','BGD','','b1126483d4f77912c52efc19c8293e5b059ca2981a7d53e4856bea72d85cfa2a');
CREATE TABLE comity_versions (
	version INTEGER NOT NULL, 
	migration TEXT NOT NULL, 
	recorded TEXT NOT NULL, 
	PRIMARY KEY (version)
);
INSERT INTO "comity_versions" VALUES(1,'first tables','2026-11-23T04:46:25.296147Z');
CREATE TABLE documents (
	seq INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	recorded TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	body TEXT NOT NULL, 
	publisher_is_party TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	PRIMARY KEY (seq), 
	UNIQUE (id)
);
INSERT INTO "documents" VALUES(1,'371e23431ca72af6cd15a799b2245ccfc8a20099331c1820ec4686def7cfccd7','2026-11-01T09:00:00.000000Z','ada','{"address":"","id":"371e23431ca72af6cd15a799b2245ccfc8a20099331c1820ec4686def7cfccd7","language":"en","media_type":"text/plain","name":"bangladesh.txt","published":"1971-12-07","publisher":"A newspaper","publisher_is_party":"","repairs":[],"text":"The Government of Bhutan recognised Bangladesh on 6 December 1971; India did so on the same day.\n","title":"Bangladesh","translated":false}','','b100eed6312c818a11b243095bd1d3ca0b7a5816aef6a03a7223bb0448bf59d6');
CREATE TABLE rulings (
	seq INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	recorded TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	body TEXT NOT NULL, 
	verb TEXT NOT NULL, 
	claim TEXT NOT NULL, 
	other TEXT NOT NULL, 
	field TEXT NOT NULL, 
	value TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	PRIMARY KEY (seq), 
	UNIQUE (id)
);
INSERT INTO "rulings" VALUES(1,'5043d8ab151615c75bcf322a91e50224704a115f46fd35f1e4862af18f220970','2026-11-03T09:00:00.000000Z','ada','{"after":"","because":"the day is in the text","by":"ada","claim":"92f9323066ce1f3f24c06703b824e37fb60955e4b08497979bd1ee6147d206db","field":"happened","other":"","value":"1971-12-06","verb":"correct"}','correct','92f9323066ce1f3f24c06703b824e37fb60955e4b08497979bd1ee6147d206db','','happened','1971-12-06','ab401da314f23e0493bb71074286ff13198b3c6f61f2bec9d7a271b0b7e44fe2');
INSERT INTO "rulings" VALUES(2,'f6a1cbba999ef8632823f20bb849542ed1d753bcd917887997ed2ad964c117b7','2026-11-03T09:00:00.000000Z','ada','{"after":"","because":"read twice","by":"ada","claim":"563d7064f70d88335de25506f6f860c539540a18d5a090a33f736d0542bf769f","field":"","other":"","value":"","verb":"accept"}','accept','563d7064f70d88335de25506f6f860c539540a18d5a090a33f736d0542bf769f','','','','51d7f52a203467343c8b4318d5015b446b848dce8b2acd20c308f5302ee5a259');
CREATE INDEX claims_document ON claims (document);
CREATE INDEX claims_receiver ON claims (receiver);
CREATE INDEX claims_sender ON claims (sender);
CREATE INDEX rulings_claim ON rulings (claim);
CREATE INDEX rulings_correction ON rulings (field, value);
CREATE INDEX rulings_other ON rulings (other);
CREATE TRIGGER documents_no_update BEFORE UPDATE ON documents BEGIN SELECT RAISE(ABORT, 'a ledger row is never changed or deleted (documents)'); END;
CREATE TRIGGER documents_no_delete BEFORE DELETE ON documents BEGIN SELECT RAISE(ABORT, 'a ledger row is never changed or deleted (documents)'); END;
CREATE TRIGGER documents_no_replace BEFORE INSERT ON documents WHEN EXISTS (SELECT 1 FROM documents WHERE seq = NEW.seq OR id = NEW.id) BEGIN SELECT RAISE(ABORT, 'a ledger row is never replaced (documents)'); END;
CREATE TRIGGER claims_no_update BEFORE UPDATE ON claims BEGIN SELECT RAISE(ABORT, 'a ledger row is never changed or deleted (claims)'); END;
CREATE TRIGGER claims_no_delete BEFORE DELETE ON claims BEGIN SELECT RAISE(ABORT, 'a ledger row is never changed or deleted (claims)'); END;
CREATE TRIGGER claims_no_replace BEFORE INSERT ON claims WHEN EXISTS (SELECT 1 FROM claims WHERE seq = NEW.seq OR id = NEW.id) BEGIN SELECT RAISE(ABORT, 'a ledger row is never replaced (claims)'); END;
CREATE TRIGGER rulings_no_update BEFORE UPDATE ON rulings BEGIN SELECT RAISE(ABORT, 'a ledger row is never changed or deleted (rulings)'); END;
CREATE TRIGGER rulings_no_delete BEFORE DELETE ON rulings BEGIN SELECT RAISE(ABORT, 'a ledger row is never changed or deleted (rulings)'); END;
CREATE TRIGGER rulings_no_replace BEFORE INSERT ON rulings WHEN EXISTS (SELECT 1 FROM rulings WHERE seq = NEW.seq OR id = NEW.id) BEGIN SELECT RAISE(ABORT, 'a ledger row is never replaced (rulings)'); END;
CREATE TRIGGER comity_versions_no_update BEFORE UPDATE ON comity_versions BEGIN SELECT RAISE(ABORT, 'a ledger row is never changed or deleted (comity_versions)'); END;
CREATE TRIGGER comity_versions_no_delete BEFORE DELETE ON comity_versions BEGIN SELECT RAISE(ABORT, 'a ledger row is never changed or deleted (comity_versions)'); END;
CREATE TRIGGER comity_versions_no_replace BEFORE INSERT ON comity_versions WHEN EXISTS (SELECT 1 FROM comity_versions WHERE version = NEW.version) BEGIN SELECT RAISE(ABORT, 'a ledger row is never replaced (comity_versions)'); END;
COMMIT;
