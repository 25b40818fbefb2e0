-- confusion: how often which class was predicted as which; precision and recall

CREATE TYPE @extschema@.confusion;

CREATE FUNCTION @extschema@.confusion_in(cstring) RETURNS @extschema@.confusion
	AS 'MODULE_PATHNAME', 'analytics_confusion_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.confusion_in(cstring) IS 'input function of type confusion';

CREATE FUNCTION @extschema@.confusion_out(@extschema@.confusion) RETURNS cstring
	AS 'MODULE_PATHNAME', 'analytics_confusion_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.confusion_out(@extschema@.confusion) IS 'output function of type confusion';

CREATE FUNCTION @extschema@.confusion_recv(internal) RETURNS @extschema@.confusion
	AS 'MODULE_PATHNAME', 'analytics_confusion_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.confusion_recv(internal) IS 'binary input function of type confusion';

CREATE FUNCTION @extschema@.confusion_send(@extschema@.confusion) RETURNS bytea
	AS 'MODULE_PATHNAME', 'analytics_confusion_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.confusion_send(@extschema@.confusion) IS 'binary output function of type confusion';

CREATE TYPE @extschema@.confusion (
	INPUT = @extschema@.confusion_in,
	OUTPUT = @extschema@.confusion_out,
	RECEIVE = @extschema@.confusion_recv,
	SEND = @extschema@.confusion_send,
	INTERNALLENGTH = VARIABLE,
	ALIGNMENT = double,
	STORAGE = external
);
COMMENT ON TYPE @extschema@.confusion
	IS 'how often which class was predicted as which; those of parts can be merged';

CREATE FUNCTION @extschema@.confusion_matrix(c @extschema@.confusion) RETURNS TABLE (actual text, predicted text, count double precision)
	AS 'MODULE_PATHNAME', 'analytics_confusion_matrix' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 100;
COMMENT ON FUNCTION @extschema@.confusion_matrix(c @extschema@.confusion)
	IS 'a row for each pair of classes: how often the one was predicted as the other';

CREATE FUNCTION @extschema@.classification_report(c @extschema@.confusion) RETURNS TABLE (kind text, class text, "precision" double precision, recall double precision, f1 double precision, support double precision)
	AS 'MODULE_PATHNAME', 'analytics_classification_report' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100 ROWS 10;
COMMENT ON FUNCTION @extschema@.classification_report(c @extschema@.confusion)
	IS 'a row for each class, and averages: precision, recall, F1, number of rows';

CREATE FUNCTION @extschema@.accuracy(c @extschema@.confusion) RETURNS double precision
	AS 'MODULE_PATHNAME', 'analytics_accuracy_confusion' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.accuracy(c @extschema@.confusion)
	IS 'share of the rows whose class was predicted';
