-- complain if the script is sourced in psql rather than by ALTER EXTENSION
\echo Use "ALTER EXTENSION analytics UPDATE" to load this file. \quit

-- metrics that are new
@part src/pg/evaluate/arguments.sql
@part src/pg/evaluate/metrics.sql
