/* foreign_test.c - files that are no models here are called by their names */
#include "unit.h"

#include "formats/formats.h"

#define LIMIT ((size_t) 16 * 1024 * 1024)

typedef struct File
{
	const char *bytes;
	size_t		size;
	const char *words;			/* in the message */
} File;

#define FILE_OF(bytes, words) {bytes, sizeof(bytes) - 1, words}

static const File files[] = {
	FILE_OF("", "empty"),
	FILE_OF(" \r\n", "empty"),
	FILE_OF("version https://git-lfs.github.com/spec/v1\noid sha256:00\n", "Git LFS"),
	FILE_OF("<!DOCTYPE HTML>\n<HTML>", "HTML page"),
	FILE_OF("\n<html lang=\"en\">", "HTML page"),
	FILE_OF("<?xml version=\"1.0\"?>\n<!-- x -->\n<PMML version=\"4.4\">", "PMML document"),
	FILE_OF("<PMML>", "PMML document"),
	FILE_OF("<?xml version=\"1.0\"?><svg/>", "XML document"),
	FILE_OF("\\x7b226c6561", "hexadecimal text"),
	FILE_OF("\xEF\xBB\xBF{\"learner\": {}}", "byte order mark"),
	FILE_OF("\xFF\xFE<\0?\0", "UTF-16"),
	FILE_OF("\xFE\xFF\0<\0?", "UTF-16"),
	FILE_OF("{\0\"\0l\0e\0", "UTF-16"),
	FILE_OF("\0<\0?\0x", "UTF-16"),
	FILE_OF("\x80\x04\x95\x42\0\0\0\0\0\0\0\x8c\x15sklearn.tree._classes", "pickle (pickle or joblib) of scikit-learn"),
	FILE_OF("\x80\x04\x95\x42\0\0\0\0\0\0\0\x8c\x13joblib.numpy_pickle", "that joblib wrote"),
	FILE_OF("\x80\x03" "cxgboost.core\nBooster\nq\0", "pickle (pickle or joblib) of XGBoost"),
	FILE_OF("\x80\x02}q\0.", "Python pickle"),
	FILE_OF("ccopy_reg\n_reconstructor\np0\n", "Python pickle"),
	FILE_OF("\x78\x9c\x01\x02\x03", "zlib"),
	FILE_OF("\x04\x22\x4D\x18xx", "LZ4"),
	FILE_OF("PK\x03\x04\x14\0", "ZIP archive"),
	FILE_OF("7z\xBC\xAF\x27\x1C", "7-Zip"),
	FILE_OF("\x89HDF\r\n\x1A\n", "HDF5"),
	FILE_OF("\x93NUMPY\x01\0", "NumPy"),
	FILE_OF("CBM1\x60\x29", "CatBoost"),
	FILE_OF("{\n\"features_info\": {}, \"oblivious_trees\": []}", "CatBoost"),
	FILE_OF("{\"ctr_data\": {}}", "CatBoost"),
	FILE_OF("tree\nversion=v4\nnum_class=1\n", "LightGBM"),
	FILE_OF("tree\r\nversion=v3\r\n", "LightGBM"),
	FILE_OF("{\"name\": \"tree\", \"version\": \"v4\", \"num_class\": 1, \"num_tree_per_iteration\": 1}", "LightGBM"),
	FILE_OF("[{\"nodeid\": 0, \"leaf\": 1}]", "XGBoost dump"),
	FILE_OF("booster[0]:\n0:[f0<1] yes=1", "XGBoost dump"),
	FILE_OF("\x08\x08\x12\x08skl2onnx", "ONNX"),
	FILE_OF("\x08\x08\x3a\x75\x0a\x1a", "ONNX"),
	FILE_OF("{\"a\": 1}", "JSON, but not an XGBoost model"),
	FILE_OF("[1, 2]", "JSON, but not an XGBoost model"),
};

static AnStatus
load(AnEnv *env, const char *format, const char *bytes, size_t size)
{
	AnLoadOptions options = {0};
	const AnFormat *used;
	AnModel    *model;
	uint8_t    *exact = malloc(size + 1);
	AnStatus	status;

	assert_non_null(exact);
	memmove(exact, bytes, size);
	exact = realloc(exact, size > 0 ? size : 1);
	an_env_init(env, LIMIT);
	status = an_load_model(env, format, exact, size, &options, &used, &model);
	free(exact);
	return status;
}

static void
called_by_name(void **state)
{
	static const char *const formats[] = {"auto", "xgboost", "rds", "c50", "image"};

	(void) state;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		for (size_t k = 0; k < 5; k++)
		{
			AnEnv		env;
			AnStatus	status = load(&env, formats[k], files[i].bytes, files[i].size);

			/* the XGBoost loader has better words for JSON of no other kind */
			if (k == 1 && strstr(files[i].words, "not an XGBoost model") != NULL)
			{
				an_env_release(&env);
				continue;
			}
			if (status != (strcmp(files[i].words, "empty") == 0 ? AN_EFORMAT : AN_EUNSUPPORTED))
				fail_msg("file %zu as %s: %s: %s", i, formats[k], env.error.message, env.error.detail);
			if (strstr(env.error.message, files[i].words) == NULL)
				fail_msg("file %zu: %s", i, env.error.message);
			assert_true(env.error.hint[0] != '\0');
			an_env_release(&env);
		}
}

/* Of every file, cut off anywhere, no byte outside is read. */
static void
cut_off(void **state)
{
	(void) state;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		for (size_t size = 0; size < files[i].size; size++)
		{
			AnEnv		env;

			assert_true(load(&env, "auto", files[i].bytes, size) != AN_OK);
			assert_true(env.error.message[0] != '\0');
			an_env_release(&env);
		}
}

static void
not_recognised(void **state)
{
	AnEnv		env;

	(void) state;
	assert_int_equal(AN_EFORMAT, load(&env, "auto", "something else", 14));
	assert_string_equal("the file is not recognised as a model", env.error.message);
	assert_string_equal("It has 14 bytes, which begin with 73 6F 6D 65 74 68 69 6E.", env.error.detail);
	assert_non_null(strstr(env.error.hint, "Known formats: "));
	an_env_release(&env);
	assert_int_equal(AN_EFORMAT, load(&env, "auto", "!", 1));
	assert_string_equal("It has 1 bytes, which begin with 21.", env.error.detail);
	an_env_release(&env);
}

/* A format that was given, and a file of another one. */
static void
another_format(void **state)
{
	AnEnv		env;

	(void) state;
	assert_int_equal(AN_EFORMAT, load(&env, "rds", "{\"learner\": {}}", 15));
	assert_string_equal("the file is a model saved by XGBoost as JSON or UBJSON", env.error.message);
	assert_non_null(strstr(env.error.hint, "\"xgboost\""));
	an_env_release(&env);
}

/* XGBoost's old files have no mark where Python's wrapper did not write them. */
static void
old_binary(void **state)
{
	char		bytes[200] = {0};
	AnEnv		env;

	(void) state;
	bytes[136] = 15;
	memcpy(bytes + 144, "binary:logistic", 15);
	bytes[159] = 6;
	memcpy(bytes + 167, "gbtree", 6);
	assert_int_equal(AN_EUNSUPPORTED, load(&env, "auto", bytes, sizeof(bytes)));
	assert_string_equal("XGBoost model is in the old binary format", env.error.message);
	assert_non_null(strstr(env.error.hint, "XGBoost before 3.1"));
	an_env_release(&env);
	memcpy(bytes + 167, "gbtrex", 6);
	assert_int_equal(AN_EFORMAT, load(&env, "auto", bytes, sizeof(bytes)));
	an_env_release(&env);
	for (size_t size = 0; size < 173; size++)
	{
		load(&env, "auto", bytes, size);
		an_env_release(&env);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(called_by_name),
		cmocka_unit_test(cut_off),
		cmocka_unit_test(not_recognised),
		cmocka_unit_test(another_format),
		cmocka_unit_test(old_binary),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
