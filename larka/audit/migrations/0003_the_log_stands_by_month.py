"""The log becomes partitioned by month. What is there stays where it is, as the part for whatever has no month of its own.

``larka.audit.partitions`` then makes the months and moves each month's rows into its own.
"""

from django.db import migrations

PARTITION = """
ALTER TABLE audit_entry RENAME TO audit_entry_default;
ALTER TABLE audit_entry_default DROP CONSTRAINT audit_entry_pkey;
ALTER INDEX audit_children RENAME TO audit_entry_default_children;
ALTER INDEX audit_records RENAME TO audit_entry_default_records;
ALTER INDEX audit_object RENAME TO audit_entry_default_object;
ALTER INDEX audit_person RENAME TO audit_entry_default_person;
ALTER INDEX audit_person_records RENAME TO audit_entry_default_person_records;

CREATE TEMPORARY TABLE audit_reached ON COMMIT DROP AS SELECT last_value, is_called FROM audit_entry_id_seq;
ALTER TABLE audit_entry_default ALTER COLUMN id DROP IDENTITY;
CREATE SEQUENCE audit_entry_id_seq AS bigint;
SELECT setval('audit_entry_id_seq', last_value, is_called) FROM audit_reached;

CREATE TABLE audit_entry (LIKE audit_entry_default) PARTITION BY RANGE (at);
ALTER SEQUENCE audit_entry_id_seq OWNED BY audit_entry.id;
ALTER TABLE audit_entry ALTER COLUMN id SET DEFAULT nextval('audit_entry_id_seq');
ALTER TABLE audit_entry_default ALTER COLUMN id SET DEFAULT nextval('audit_entry_id_seq');
ALTER TABLE audit_entry ADD CONSTRAINT audit_entry_pkey PRIMARY KEY (id, at);
CREATE INDEX audit_children ON audit_entry USING gin (child_ids);
CREATE INDEX audit_records ON audit_entry USING gin (record_ids);
CREATE INDEX audit_object ON audit_entry (object_kind, object_id);
CREATE INDEX audit_person ON audit_entry (person_id, at);
CREATE INDEX audit_person_records ON audit_entry (person_id, record_kind, at) WHERE record_kind > '';
ALTER TABLE audit_entry ATTACH PARTITION audit_entry_default DEFAULT;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_what_is_opened_is_found_quickly")]

    operations = [migrations.RunSQL(PARTITION, migrations.RunSQL.noop)]
