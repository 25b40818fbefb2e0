-- settings.sql - the settings, before and after the library is loaded
\set superuser :USER
CREATE ROLE regress_an_anyone;
-- in a new session nothing is loaded
\c -
SET ROLE regress_an_anyone;
SHOW analytics.progress_interval;
SELECT count(*) FROM pg_settings WHERE name LIKE 'analytics.%';
-- but the view shows them, and then SHOW does
SELECT name, setting, unit, "default" FROM analytics.settings
 WHERE name IN ('analytics.progress_interval', 'analytics.model_cache_size', 'analytics.enable_column_binding') ORDER BY name;
SHOW analytics.progress_interval;
SELECT count(*) > 4 AS known FROM pg_settings WHERE name LIKE 'analytics.%';
SELECT name FROM analytics.settings WHERE description IS NULL OR length(description) > 255;

-- what was set before counts; what is no value is seen then
\c -
SET ROLE regress_an_anyone;
SET analytics.progress_interval = '7s';
SET analytics.model_cache_size = 'much';
SELECT name, setting, unit, source FROM analytics.settings
 WHERE name IN ('analytics.progress_interval', 'analytics.model_cache_size') ORDER BY name;
SET analytics.model_cache_size = 'much';

-- a ceiling that was raised holds for what the session set before, too
\c -
ALTER ROLE regress_an_anyone LOGIN;
ALTER ROLE regress_an_anyone SET analytics.max_train_memory_limit = '16GB';
ALTER ROLE regress_an_anyone SET analytics.max_train_threads_limit = 8;
\c - regress_an_anyone
SET analytics.max_train_memory = '6GB';
SET analytics.max_train_threads = 7;
SELECT analytics.load_library();
SHOW analytics.max_train_memory;
SHOW analytics.max_train_threads;
\c - :superuser
ALTER ROLE regress_an_anyone SET analytics.max_train_memory_limit = '1GB';
\c - regress_an_anyone
SET analytics.max_train_memory = '6GB';
SELECT analytics.load_library();
SHOW analytics.max_train_memory_limit;
\c - :superuser
ALTER ROLE regress_an_anyone RESET ALL;

-- as any function does
\c -
SET ROLE regress_an_anyone;
SELECT analytics.load_library();
SHOW analytics.progress_interval;
\c -
SELECT count(*) AS models FROM analytics.models;
SHOW analytics.progress_interval;

-- and session_preload_libraries, from the beginning
ALTER ROLE regress_an_anyone SET session_preload_libraries = 'analytics';
\c - regress_an_anyone
SHOW analytics.progress_interval;
\c - :superuser
LOAD 'analytics';
SHOW analytics.progress_interval;
DROP ROLE regress_an_anyone;
