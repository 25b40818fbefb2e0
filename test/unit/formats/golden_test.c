/*
 * golden_test.c - every model of test/golden/c50 answers as R did, to the bit
 *
 * A case is a folder with model.rds, data.csv (quoted text, unquoted empty =
 * missing) and expected.csv (class and probabilities with 17 digits; without
 * probabilities where R refuses them: then expected_rawconf.csv has what the
 * engine computes).  model.json says which trials R was asked for.
 */
#include "unit.h"

#include <dirent.h>
#include <sys/stat.h>

#include "base/encoding.h"
#include "formats/formats.h"
#include "model/image.h"
#include "model/scorer.h"

#define MAX_FIELDS 1200

typedef struct Field
{
	char	   *text;
	bool		quoted;
} Field;

typedef struct Row
{
	const AnScorer *scorer;
	Field	   *fields;
	const int  *column;			/* of each feature */
	int			refused;
} Row;

/* One line of CSV, in place; returns the number of fields, 0 at the end. */
static int
next_line(char **at, Field *fields)
{
	char	   *p = *at;
	int			n = 0;

	if (*p == '\0')
		return 0;
	for (;;)
	{
		char	   *out;

		assert_true(n < MAX_FIELDS);
		fields[n].quoted = *p == '"';
		fields[n].text = out = p;
		if (fields[n].quoted)
		{
			for (p++; !(p[0] == '"' && p[1] != '"'); p++)
			{
				p += *p == '"';
				*out++ = *p;
			}
			p++;
		}
		else
			while (*p != ',' && *p != '\n' && *p != '\r' && *p != '\0')
				*out++ = *p++;
		n++;
		if (*p == '\r')
			p++;
		if (*p == ',')
		{
			p++;
			*out = '\0';
			continue;
		}
		if (*p == '\n')
			p++;
		*at = p;
		*out = '\0';
		return n;
	}
}

static void
read_field(AnCase *c, uint32_t feature)
{
	Row		   *row = c->source;
	const Field *field = &row->fields[row->column[feature]];
	float		x = an_case_special(AN_BITS_MISSING);
	bool		good = true;

	if (field->quoted || field->text[0] != '\0')
	{
		if (an_scorer_model(row->scorer)->features[feature].kind == AN_NUMERIC)
			good = an_case_number(strtod(field->text, NULL), an_model_plain_numbers(an_scorer_model(row->scorer)), &x);
		else
			good = an_case_level(row->scorer, feature, field->text, strlen(field->text), &x);
	}
	row->refused += !good;
	c->x[feature] = x;
}

static char *
read_csv(AnEnv *env, const char *folder, const char *file, const char *meta)
{
	size_t		size;
	char	   *text = unit_read_file(env, folder, file, &size);
	AnStr		utf8;

	if (text == NULL)
		return NULL;
	assert_int_equal(AN_OK, an_to_utf8(env, strstr(meta, "\"ISO-8859-1\"") != NULL ? AN_ENCODING_LATIN1 : AN_ENCODING_UTF8,
									   (AnStr) {text, size}, &utf8));
	return (char *) utf8.data;
}

static void
find_columns(const AnModel *model, Field *header, int n, int *column)
{
	for (uint32_t f = 0; f < model->nfeatures; f++)
	{
		column[f] = -1;
		for (int i = 0; i < n; i++)
			if (an_str_equal(model->features[f].name, (AnStr) {header[i].text, strlen(header[i].text)}))
				column[f] = i;
		if (column[f] < 0)
			fail_msg("no column for %s", model->features[f].name.data);
	}
}

/* The model once more, by way of its stored image: it must answer the same. */
static AnModel *
through_image(AnEnv *env, const AnModel *model)
{
	const uint8_t *bytes;
	const uint8_t *again;
	size_t		size;
	size_t		size_again;
	AnModel    *copy;

	assert_int_equal(AN_OK, an_image_encode(env, model, &bytes, &size));
	if (an_image_decode(env, bytes, size, &copy) != AN_OK || an_model_validate(env, copy) != AN_OK)
		fail_msg("image: %s: %s", env->error.message, env->error.detail);
	assert_int_equal(AN_OK, an_image_encode(env, copy, &again, &size_again));
	assert_int_equal(size, size_again);
	assert_memory_equal(bytes, again, size);
	return copy;
}

static void
check_rows(AnEnv *env, const char *folder, const char *meta, const AnModel *model)
{
	static Field header[MAX_FIELDS];
	static Field fields[MAX_FIELDS];
	static Field wanted[MAX_FIELDS];
	static Field raw[MAX_FIELDS];
	static int	column[MAX_FIELDS];
	char	   *data = read_csv(env, folder, "data.csv", meta);
	char	   *expected = read_csv(env, folder, "expected.csv", meta);
	char	   *rawconf = read_csv(env, folder, "expected_rawconf.csv", meta);
	AnScorer   *scorer;
	AnCase		c;
	Row			row = {.fields = fields, .column = column};
	int			rows = 0;

	assert_int_equal(AN_OK, an_scorer_build(env, model, &scorer));
	assert_int_equal(AN_OK, an_case_create(env, scorer, &c));
	row.scorer = scorer;
	c.read = read_field;
	c.source = &row;
	find_columns(model, header, next_line(&data, header), column);
	next_line(&expected, wanted);
	if (rawconf != NULL)
		next_line(&rawconf, raw);
	while (next_line(&data, fields) > 0)
	{
		uint32_t	klass;

		assert_int_equal(model->nclasses + 2, next_line(&expected, wanted));
		if (rawconf != NULL)
			assert_int_equal(model->nclasses + 1, next_line(&rawconf, raw));
		an_case_clear(scorer, &c);
		klass = an_score(scorer, &c);
		rows++;
		if (strcmp(model->classes[klass].data, wanted[1].text) != 0)
			fail_msg("row %d: class %s, R says %s", rows, model->classes[klass].data, wanted[1].text);
		for (uint32_t k = 0; k < model->nclasses; k++)
		{
			const char *text = rawconf != NULL ? raw[k + 1].text : wanted[k + 2].text;

			if (c.probability[k] != strtod(text, NULL))
				fail_msg("row %d, class %u: %.17g, R says %s", rows, k, c.probability[k], text);
		}
	}
	assert_int_equal(0, row.refused);
	assert_true(rows > 0);
	assert_int_equal(0, next_line(&expected, wanted));
}

static uint32_t
trials_asked(const char *meta)
{
	const char *at = strstr(meta, "\"trials_predict\": ");

	return at != NULL && strncmp(at + 18, "null", 4) != 0 ? (uint32_t) strtoul(at + 18, NULL, 10) : 0;
}

static void
check_file(const char *folder, const char *file)
{
	AnEnv		env;
	AnLoadOptions options = {0};
	const AnFormat *format;
	AnModel    *model;
	size_t		size;
	char	   *meta;
	char	   *bytes;

	an_env_init(&env, (size_t) 1 << 30);
	meta = unit_read_file(&env, folder, "model.json", &size);
	assert_non_null(meta);
	bytes = unit_read_file(&env, folder, file, &size);
	options.trials = trials_asked(meta);
	print_message("    %s/%s\n", folder, file);
	if (an_load_model(&env, "auto", (const uint8_t *) bytes, size, &options, &format, &model) != AN_OK)
	{
		/* What R computes from expressions, and the ASCII container, are refused. */
		bool		expression = strstr(folder, "formula_log") != NULL;

		if (!expression && strstr(file, "ascii") == NULL)
			fail_msg("%s: %s", env.error.message, env.error.detail);
		assert_int_equal(AN_EUNSUPPORTED, env.error.status);
		assert_non_null(strstr(env.error.message, expression ? "log(" : "ASCII"));
	}
	else
	{
		check_rows(&env, folder, meta, model);
		check_rows(&env, folder, meta, through_image(&env, model));
	}
	an_env_release(&env);
}

static bool
is_model(const char *file)
{
	const char *dot = strrchr(file, '.');

	return dot != NULL && (strcmp(dot, ".rds") == 0 || strcmp(dot, ".RData") == 0);
}

static void
test_every_case(void **state)
{
	char		root[512];
	DIR		   *cases;
	struct dirent *entry;
	int			files = 0;

	(void) state;
	snprintf(root, sizeof(root), "%s/c50", unit_golden());
	cases = opendir(root);
	assert_non_null(cases);
	while ((entry = readdir(cases)) != NULL)
	{
		char		folder[1024];
		DIR		   *dir;
		struct dirent *file;

		if (entry->d_name[0] == '.')
			continue;
		snprintf(folder, sizeof(folder), "%s/%s", root, entry->d_name);
		if ((dir = opendir(folder)) == NULL)
			continue;
		while ((file = readdir(dir)) != NULL)
			if (is_model(file->d_name))
			{
				check_file(folder, file->d_name);
				files++;
			}
		closedir(dir);
	}
	closedir(cases);
	assert_true(files >= 60);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_case),
	};

	return cmocka_run_group_tests_name("golden", tests, NULL, NULL);
}
