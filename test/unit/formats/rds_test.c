/* rds_test.c - C5.0 models in files that R wrote, and in containers made by hand */
#include "rds_stream.h"

#include <dirent.h>

#include "formats/formats.h"

#define MAX_PATH 1024

typedef struct File
{
	uint8_t    *bytes;
	size_t		size;
} File;

static File
read_file(const char *path)
{
	FILE	   *f = fopen(path, "rb");
	File		file = {malloc(1), 0};

	if (f == NULL)
		return file;
	for (size_t n = 1; n > 0; file.size += n)
	{
		file.bytes = realloc(file.bytes, file.size + 65536);
		n = fread(file.bytes + file.size, 1, 65536, f);
	}
	fclose(f);
	return file;
}

static const char *
golden(void)
{
	const char *path = getenv("AN_GOLDEN");

	return path == NULL ? "test/golden" : path;
}

static File
golden_file(const char *name, const char *file)
{
	char		path[MAX_PATH];

	snprintf(path, sizeof(path), "%s/c50/%s/%s", golden(), name, file);
	return read_file(path);
}

/* The stored text equals the file; where there is no file it is empty. */
static void
check_text(const char *name, const char *file, AnStr text)
{
	File		expected = golden_file(name, file);

	assert_int_equal(text.len, expected.size);
	if (text.len > 0)
	{
		assert_memory_equal(text.data, expected.bytes, text.len);
		assert_int_equal(text.data[text.len], '\0');
	}
	free(expected.bytes);
}

static void
check_case(const char *name, const char *file)
{
	AnEnv		env;
	AnC50Source source;
	File		model = golden_file(name, file);
	const uint8_t *bytes;
	size_t		size;

	an_env_init(&env, (size_t) 256 << 20);
	assert_int_equal(an_unpack(&env, model.bytes, model.size, &bytes, &size), AN_OK);
	assert_true(an_rds_sniff(bytes, size));
	if (strcmp(file, "model_ascii.rds") == 0)
		assert_int_equal(an_rds_read_c50(&env, bytes, size, &source), AN_EUNSUPPORTED);
	else
	{
		assert_int_equal(an_rds_read_c50(&env, bytes, size, &source), AN_OK);
		check_text(name, "model.names.txt", source.names);
		check_text(name, "model.costs.txt", source.cost);
		check_text(name, "model.tree.txt", source.tree);
		check_text(name, "model.rules.txt", source.rules);
		assert_true(source.from_r);
		assert_true(source.nlevels >= 2 && source.npredictors >= 1);
		assert_int_equal(source.has_terms, source.variables.count > 0);
	}
	free(model.bytes);
	an_env_release(&env);
}

static void
golden_models(void **state)
{
	static const char *const files[] = {
		"model.rds", "model.RData", "model_ascii.rds", "model_bzip2.rds", "model_in_list.rds",
		"model_le.rds", "model_plain.rds", "model_v2.rds", "model_xz.rds"
	};
	char		path[MAX_PATH];
	DIR		   *dir;
	struct dirent *entry;
	int			n = 0;

	(void) state;
	snprintf(path, sizeof(path), "%s/c50", golden());
	dir = opendir(path);
	assert_non_null(dir);
	while ((entry = readdir(dir)) != NULL)
		for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		{
			File		file = golden_file(entry->d_name, files[i]);

			free(file.bytes);
			if (file.size == 0)
				continue;
			check_case(entry->d_name, files[i]);
			n++;
		}
	closedir(dir);
	assert_true(n >= 75);
}

static void
golden_source(const char *name, Check check)
{
	AnEnv		env;
	File		model = golden_file(name, "model.rds");
	const uint8_t *bytes;
	size_t		size;

	an_env_init(&env, (size_t) 256 << 20);
	assert_int_equal(an_unpack(&env, model.bytes, model.size, &bytes, &size), AN_OK);
	assert_int_equal(read_bytes(bytes, size, check, NULL), AN_OK);
	free(model.bytes);
	an_env_release(&env);
}

static void
check_log(const AnC50Source *source)
{
	assert_int_equal(source->variables.count, 3);
	assert_null(source->variables.items[0].data);
	assert_string_equal(source->variables.items[1].data, "Duration");
	assert_string_equal(source->predictors[0].data, "log(Amount)");
}

static void
check_900_columns(const AnC50Source *source)
{
	assert_int_equal(source->variables.count, 900);
	assert_string_equal(source->variables.items[0].data, "V1");
	assert_string_equal(source->variables.items[899].data, "V900");
}

static void
check_accents(const AnC50Source *source)
{
	assert_int_equal(source->nlevels, 2);
	assert_string_equal(source->levels[1].data, "S\xC3\xAD, califica");
}

static void
check_weights(const AnC50Source *source)
{
	assert_true(source->case_weights);
}

static void
golden_details(void **state)
{
	(void) state;
	golden_source("german_formula_log", check_log);
	golden_source("formula_900cols", check_900_columns);
	golden_source("accents_latin1", check_accents);
	golden_source("accents_utf8_Clocale", check_accents);
	golden_source("german_weights", check_weights);
}

static void
every_prefix_fails(void **state)
{
	File		model = golden_file("iris_rds_variants", "model_plain.rds");

	(void) state;
	assert_true(model.size > 5000);
	for (size_t size = 0; size < model.size; size++)
		assert_int_equal(read_bytes(model.bytes, size, NULL, NULL), AN_EFORMAT);
	assert_int_equal(read_bytes(model.bytes, model.size, NULL, NULL), AN_OK);
	free(model.bytes);
}

static void
headers(void **state)
{
	static const struct
	{
		const char *bytes;
		size_t		size;
		AnStatus	status;
	}			cases[] = {
#define CASE(s, status) {s, sizeof(s) - 1, status}
		CASE("", AN_EFORMAT),
		CASE("X", AN_EFORMAT),
		CASE("\0\n\0\0\0\2", AN_EFORMAT),
		CASE("id=\"See5/C5.0 2.07\"\n", AN_EFORMAT),
		CASE("RDX2\n", AN_EFORMAT),
		CASE("RD\0002\nX\n", AN_EFORMAT),
		CASE("RDX9\nX\n\0\0\0\2", AN_EFORMAT),
		CASE("A\n3\n262658\n", AN_EUNSUPPORTED),
		CASE("RDA3\nA\n3\n262658\n", AN_EUNSUPPORTED),
		CASE("X\n\0\0\0\1\0\4\2\2\0\2\3\0\0\0\0\xFE", AN_EUNSUPPORTED),
		CASE("X\n\0\0\0\4\0\4\2\2\0\2\3\0\0\0\0\xFE", AN_EUNSUPPORTED),
		CASE("X\n\0\0\0\3\0\4\2\2\0\2\3\0\0\0\0\x41", AN_EFORMAT),
		CASE("X\n\0\0\0\3\0\4\2\2\0\2\3\0\xFF\xFF\xFF\xFF", AN_EFORMAT),
		CASE("X\n\0\0\0\2\0\4\2\2\0\2\3\0\0\0\0\xFE", AN_EFORMAT),
		CASE("X\n\0\0\0\2\0\4\2\2\0\2\3\0\0\0\0\xFE\0", AN_EFORMAT),
#undef CASE
	};

	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(read_bytes((const uint8_t *) cases[i].bytes, cases[i].size, NULL, NULL),
						 cases[i].status);
}

/* Containers */

static void
put_list_of_two(AnWriter *w, Put first, Put second)
{
	put_vector(w, RDS_LIST, 2);
	first(w);
	second(w);
}

static void
put_nil(AnWriter *w)
{
	put(w, RDS_NIL);
}

static void
put_nested(AnWriter *w)
{
	put_vector(w, RDS_LIST, 1);
	put_list_of_two(w, put_nil, put_model);
}

static void
put_pairlist(AnWriter *w)
{
	put_tagged(w, "x");
	put_integer(w, 1);
	put_tagged(w, "model");
	put_nested(w);
	put(w, RDS_NIL);
}

static void
put_same_twice(AnWriter *w)
{
	put_list_of_two(w, put_model, put_model);
}

static void
put_two(AnWriter *w)
{
	put_list_of_two(w, put_model, put_other_model);
}

static void
put_train(AnWriter *w)
{
	static const char *const names[] = {"models", "finalModel", "more"};

	put_vector(w, RDS_LIST | ATTR, 3);
	put_two(w);
	put_model(w);
	put_other_model(w);
	put_attributes(w, "train", names, 3);
}

static void
put_train_in_list(AnWriter *w)
{
	put_list_of_two(w, put_nil, put_train);
}

static void
put_train_without(AnWriter *w)
{
	static const char *const names[] = {"models"};

	put_vector(w, RDS_LIST | ATTR, 1);
	put_nil(w);
	put_attributes(w, "train", names, 1);
}

static void
put_many(AnWriter *w)
{
	put_vector(w, RDS_LIST, AN_RDS_MAX_OBJECTS + 1);
	for (int i = 0; i <= AN_RDS_MAX_OBJECTS; i++)
		put_model(w);
}

static void
put_model_within(AnWriter *w)
{
	put_model_like(w, &(ModelSpec) {"cost", put_other_model, NULL});
}

static void
put_environment(AnWriter *w)
{
	put(w, RDS_ENVIRONMENT);
	put(w, 0);
	put(w, RDS_GLOBAL_ENV);
	put_tagged(w, "model");
	put_model(w);
	put(w, RDS_NIL);
	put(w, RDS_NIL);
	put(w, RDS_NIL);
}

static void
put_in_attribute(AnWriter *w)
{
	put_vector(w, RDS_INTEGER | ATTR, 0);
	put_tagged(w, "model");
	put_model(w);
	put(w, RDS_NIL);
}

static void
put_in_call(AnWriter *w)
{
	put(w, RDS_CALL);
	put_model(w);
	put(w, RDS_NIL);
}

static void
put_lm(AnWriter *w)
{
	put_vector(w, RDS_LIST | ATTR, 1);
	put_train_without(w);
	put_attributes(w, "lm", NULL, 0);
}

static void
put_factor(AnWriter *w)
{
	put_vector(w, RDS_INTEGER | ATTR, 0);
	put_attributes(w, "factor", NULL, 0);
}

static void
check_model(const AnC50Source *source)
{
	assert_string_equal(source->names.data, "names text");
	assert_string_equal(source->tree.data, "tree text");
	assert_int_equal(source->cost.len, 0);
	assert_int_equal(source->nlevels, 2);
	assert_string_equal(source->levels[1].data, "yes");
	assert_string_equal(source->predictors[0].data, "a");
	assert_false(source->case_weights || source->has_terms);
}

static void
containers(void **state)
{
	static const struct
	{
		Put			root;
		AnStatus	status;
		const char *message;
		const char *detail;
	}			cases[] = {
		{put_model, AN_OK, "", ""},
		{put_nested, AN_OK, "", ""},
		{put_pairlist, AN_OK, "", ""},
		{put_same_twice, AN_OK, "", ""},
		{put_train, AN_OK, "", ""},
		{put_train_in_list, AN_OK, "", ""},
		{put_two, AN_EFORMAT, "more than one C5.0 model in this file", ""},
		{put_many, AN_ELIMIT, "too many C5.0 models in this file", "The limit is 16."},
		{put_model_within, AN_EFORMAT, "C5.0 model is incomplete",
		"Element \"cost\" is not one string."},
		{put_environment, AN_EFORMAT, "no C5.0 model in this file",
		"It holds no object of a known class."},
		{put_in_attribute, AN_EFORMAT, "no C5.0 model in this file",
		"It holds no object of a known class."},
		{put_in_call, AN_EFORMAT, "no C5.0 model in this file",
		"It holds no object of a known class."},
		{put_nil, AN_EFORMAT, "no C5.0 model in this file",
		"It holds no object of a known class."},
		{put_train_without, AN_EFORMAT, "no C5.0 model in this file",
		"It holds an object of class \"train\"."},
		{put_lm, AN_EFORMAT, "no C5.0 model in this file", "It holds an object of class \"lm\"."},
		{put_factor, AN_EFORMAT, "no C5.0 model in this file",
		"It holds an object of class \"factor\"."},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		AnError		error;

		assert_int_equal(read_put(cases[i].root, check_model, &error), cases[i].status);
		assert_string_equal(error.message, cases[i].message);
		assert_string_equal(error.detail, cases[i].detail);
	}
}

static void
save_magic(void **state)
{
	Stream		s;

	(void) state;
	an_env_init(&s.env, READ_LIMIT);
	an_writer_init(&s.w, &s.env, READ_LIMIT);
	an_writer_bytes(&s.w, "RDX2\n", 5);
	put_head(&s.w, 2, NULL);
	put_pairlist(&s.w);
	assert_int_equal(stream_end(&s, check_model, NULL), AN_OK);
}

static void
bytes_after_the_object(void **state)
{
	Stream		s;

	(void) state;
	stream_begin(&s, 2, NULL);
	put_model(&s.w);
	an_writer_u8(&s.w, 0);
	assert_int_equal(stream_end(&s, NULL, NULL), AN_EFORMAT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(golden_models),
		cmocka_unit_test(golden_details),
		cmocka_unit_test(every_prefix_fails),
		cmocka_unit_test(headers),
		cmocka_unit_test(containers),
		cmocka_unit_test(save_magic),
		cmocka_unit_test(bytes_after_the_object),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
