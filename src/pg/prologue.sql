-- complain if the script is sourced in psql rather than by CREATE EXTENSION
\echo Use "CREATE EXTENSION analytics" to load this file. \quit

-- Who may do what with a model is decided by the functions themselves.
GRANT USAGE ON SCHEMA @extschema@ TO PUBLIC;
