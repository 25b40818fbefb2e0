-- csv: a table from a CSV file's header

CREATE FUNCTION @extschema@.csv_table_definition(
	header text,
	models text[] DEFAULT '{}',
	delimiter text DEFAULT '|',
	relation text DEFAULT 'imported')
	RETURNS text
	AS 'MODULE_PATHNAME', 'analytics_csv_table_definition' LANGUAGE C STABLE PARALLEL SAFE COST 10000;
COMMENT ON FUNCTION @extschema@.csv_table_definition(text, text[], text, text)
	IS 'the CREATE TABLE statement for a CSV file with this header, as the models read its columns';

CREATE FUNCTION @extschema@.import_csv(
	relation text,
	path text,
	models text[] DEFAULT '{}',
	delimiter text DEFAULT '|',
	encoding text DEFAULT 'UTF8')
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'analytics_import_csv' LANGUAGE C VOLATILE PARALLEL UNSAFE COST 10000;
COMMENT ON FUNCTION @extschema@.import_csv(text, text, text[], text, text)
	IS 'loads a CSV file of the server into a table, which is made if need be; returns the rows';
