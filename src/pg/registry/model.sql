-- model: a trained model as a value

CREATE TYPE @extschema@.model;

CREATE FUNCTION @extschema@.model_in(cstring) RETURNS @extschema@.model
	AS 'MODULE_PATHNAME', 'analytics_model_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.model_in(cstring) IS 'I/O of type model';

CREATE FUNCTION @extschema@.model_out(@extschema@.model) RETURNS cstring
	AS 'MODULE_PATHNAME', 'analytics_model_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.model_out(@extschema@.model) IS 'I/O of type model';

CREATE FUNCTION @extschema@.model_recv(internal) RETURNS @extschema@.model
	AS 'MODULE_PATHNAME', 'analytics_model_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.model_recv(internal) IS 'I/O of type model';

CREATE FUNCTION @extschema@.model_send(@extschema@.model) RETURNS bytea
	AS 'MODULE_PATHNAME', 'analytics_model_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.model_send(@extschema@.model)
	IS 'the image of a model; also the cast to bytea';

CREATE TYPE @extschema@.model (
	INPUT = @extschema@.model_in,
	OUTPUT = @extschema@.model_out,
	RECEIVE = @extschema@.model_recv,
	SEND = @extschema@.model_send,
	INTERNALLENGTH = VARIABLE,
	STORAGE = EXTENDED
);
COMMENT ON TYPE @extschema@.model IS 'a trained model, ready to score rows';

CREATE FUNCTION @extschema@.bytea_to_model(bytea) RETURNS @extschema@.model
	AS 'MODULE_PATHNAME', 'analytics_bytea_to_model' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION @extschema@.bytea_to_model(bytea) IS 'the cast of a model image to model';

CREATE CAST (bytea AS @extschema@.model) WITH FUNCTION @extschema@.bytea_to_model(bytea);
COMMENT ON CAST (bytea AS @extschema@.model) IS 'an image, once it is proved sound, is a model';

CREATE CAST (@extschema@.model AS bytea) WITH FUNCTION @extschema@.model_send(@extschema@.model);
COMMENT ON CAST (@extschema@.model AS bytea) IS 'the image of a model';
