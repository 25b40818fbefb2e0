/* rds_c50_test.c - the elements of a C5.0 object (contract numbers of rds_c50.c) */
#include "rds_stream.h"

#include "model/model.h"

static void
put_two_strings(AnWriter *w)
{
	static const char *const texts[] = {"one", "two"};

	put_strings(w, ASCII_MARK, texts, 2);
}

static void
put_no_strings(AnWriter *w)
{
	put_vector(w, RDS_STRINGS, 0);
}

static void
put_number(AnWriter *w)
{
	put_integer(w, 1);
}

static void
put_na(AnWriter *w)
{
	put_vector(w, RDS_STRINGS, 1);
	put(w, RDS_CHARS);
	put(w, UINT32_MAX);
}

static void
put_zero_byte(AnWriter *w)
{
	put_vector(w, RDS_STRINGS, 1);
	put(w, RDS_CHARS);
	an_writer_str(w, AN_LITERAL("a\0b"));
}

static void
put_empty(AnWriter *w)
{
	put_string(w, "");
}

static void
put_bad_utf8(AnWriter *w)
{
	put_vector(w, RDS_STRINGS, 1);
	put_chars(w, UTF8_MARK, "\xFF");
}

static void
put_na_logical(AnWriter *w)
{
	put_vector(w, RDS_LOGICAL, 1);
	put(w, 0x80000000u);
}

static void
put_many_strings(AnWriter *w)
{
	put_vector(w, RDS_STRINGS, AN_MAX_FEATURES + 1);
	for (int i = 0; i <= AN_MAX_FEATURES; i++)
		put_chars(w, ASCII_MARK, "");
}

static void
put_terms_without_variables(AnWriter *w)
{
	put(w, RDS_CALL | ATTR);
	put_tagged(w, "factors");
	put_integer(w, 1);
	put(w, RDS_NIL);
	put_symbol(w, "~");
	put(w, RDS_NIL);
}

static void
put_terms_of_no_predictors(AnWriter *w)
{
	put(w, RDS_CALL | ATTR);
	put_tagged(w, "variables");
	put(w, RDS_CALL);
	put_symbol(w, "list");
	put(w, RDS_NIL);
	put(w, RDS_NIL);
	put_symbol(w, "~");
	put(w, RDS_NIL);
}

static void
contract_2_wrong_elements(void **state)
{
	static const struct
	{
		const char *element;
		Put			replace;
		AnStatus	status;
		const char *detail;
	}			cases[] = {
		{"names", NULL, AN_EFORMAT, "Element \"names\" is missing."},
		{"names", put_number, AN_EFORMAT, "Element \"names\" is not one string."},
		{"names", put_two_strings, AN_EFORMAT, "Element \"names\" is not one string."},
		{"names", put_na, AN_EFORMAT, "Element \"names\" is NA."},
		{"names", put_empty, AN_EFORMAT, "Element \"names\" is empty."},
		{"names", put_zero_byte, AN_EFORMAT, "Element \"names\" holds a zero byte."},
		{"cost", put_number, AN_EFORMAT, "Element \"cost\" is not one string."},
		{"tree", NULL, AN_EFORMAT, "Element \"tree\" is empty, and so is \"rules\"."},
		{"tree", put_empty, AN_EFORMAT, "Element \"tree\" is empty, and so is \"rules\"."},
		{"tree", put_number, AN_EFORMAT, "Element \"tree\" is not one string."},
		{"rules", put_number, AN_EFORMAT, "Element \"rules\" is not one string."},
		{"levels", NULL, AN_EFORMAT, "Element \"levels\" is missing."},
		{"levels", put_number, AN_EFORMAT, "Element \"levels\" is not a character vector."},
		{"levels", put_no_strings, AN_EFORMAT, "Element \"levels\" is not a character vector."},
		{"levels", put_na, AN_EFORMAT, "Element \"levels\" holds NA."},
		{"levels", put_bad_utf8, AN_EFORMAT, "The encoding is UTF-8."},
		{"levels", put_zero_byte, AN_EFORMAT, "The text holds a zero byte."},
		{"predictors", NULL, AN_EFORMAT, "Element \"predictors\" is missing."},
		{"predictors", put_number, AN_EFORMAT,
		"Element \"predictors\" is not a character vector."},
		{"predictors", put_many_strings, AN_ELIMIT,
		"Element \"predictors\" has more than 100000 entries."},
		{"caseWeights", put_number, AN_EFORMAT, "Element \"caseWeights\" is not TRUE or FALSE."},
		{"caseWeights", put_na_logical, AN_EFORMAT,
		"Element \"caseWeights\" is not TRUE or FALSE."},
		{"Terms", put_number, AN_EFORMAT, "Element \"Terms\" is not a formula."},
		{"Terms", put_terms_without_variables, AN_EFORMAT,
		"Element \"Terms\" lists no variables."},
		{"Terms", put_terms_of_no_predictors, AN_EFORMAT,
		"Element \"Terms\" lists no variables."},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		AnError		error;

		assert_int_equal(read_model(cases[i].element, cases[i].replace, NULL, &error),
						 cases[i].status);
		assert_string_equal(error.detail, cases[i].detail);
	}
}

static void
contract_2_optional_elements(void **state)
{
	(void) state;
	assert_int_equal(read_model("cost", NULL, NULL, NULL), AN_OK);
	assert_int_equal(read_model("rules", NULL, NULL, NULL), AN_OK);
	assert_int_equal(read_model("caseWeights", NULL, NULL, NULL), AN_OK);
	assert_int_equal(read_model("Terms", NULL, NULL, NULL), AN_OK);
}

static void
object_without_names(void **state)
{
	AnError		error;
	Stream		s;

	(void) state;
	stream_begin(&s, 3, "UTF-8");
	put_vector(&s.w, RDS_LIST | ATTR, 0);
	put_attributes(&s.w, "C5.0", NULL, 0);
	assert_int_equal(stream_end(&s, NULL, &error), AN_EFORMAT);
	assert_string_equal(error.detail, "The object is not a list with names.");
}

static void
put_terms(AnWriter *w)
{
	put(w, RDS_CALL | ATTR);
	put_tagged(w, "variables");
	put(w, RDS_CALL);
	put_symbol(w, "list");
	put(w, RDS_PAIRLIST);
	put_symbol(w, "y");
	put(w, RDS_PAIRLIST);
	put(w, RDS_SYMBOL);
	put_chars(w, LATIN1_MARK, "a\xF1o");
	put(w, RDS_PAIRLIST);
	put(w, RDS_CALL);
	put_symbol(w, "log");
	put(w, RDS_PAIRLIST);
	put_symbol(w, "b");
	put(w, RDS_NIL);
	put(w, RDS_PAIRLIST);
	put(w, RDS_GLOBAL_ENV);
	put(w, RDS_PAIRLIST);
	put(w, 4u << 8 | RDS_REF);	/* symbols so far: variables, list, y, this one */
	put(w, RDS_NIL);
	put(w, RDS_NIL);
	put_symbol(w, "~");
	put(w, RDS_NIL);
}

static void
check_terms(const AnC50Source *source)
{
	assert_true(source->has_terms);
	assert_int_equal(source->variables.count, 4);
	assert_string_equal(source->variables.items[0].data, "a\xC3\xB1o");
	assert_null(source->variables.items[1].data);
	assert_null(source->variables.items[2].data);
	assert_string_equal(source->variables.items[3].data, "a\xC3\xB1o");
}

static void
variables_of_terms(void **state)
{
	(void) state;
	assert_int_equal(read_model("Terms", put_terms, check_terms, NULL), AN_OK);
}

/* ALTREP */

static void
put_altrep(AnWriter *w, const char *class)
{
	put(w, RDS_ALTREP);
	put(w, RDS_PAIRLIST);
	put_symbol(w, class);
	put(w, RDS_PAIRLIST);
	put_symbol(w, "base");
	put(w, RDS_NIL);
}

static void
put_sequence(AnWriter *w, double n, double first)
{
	put_altrep(w, "compact_intseq");
	put_vector(w, RDS_REAL, 3);
	an_writer_f64(w, n);
	an_writer_f64(w, first);
	an_writer_f64(w, 1);
	put(w, RDS_NIL);
}

static void
put_deferred_sequence(AnWriter *w)
{
	put_altrep(w, "deferred_string");
	put(w, RDS_PAIRLIST);
	put_sequence(w, 3, -1);
	put_integer(w, 0);
	put(w, RDS_NIL);
}

static void
put_deferred_reals(AnWriter *w)
{
	put_altrep(w, "deferred_string");
	put(w, RDS_PAIRLIST);
	put_vector(w, RDS_REAL, 3);
	an_writer_f64(w, 0.5);
	an_writer_f64(w, 100000);
	an_writer_f64(w, 7);
	put_integer(w, 0);
	put(w, RDS_NIL);
}

static void
put_deferred_na(AnWriter *w)
{
	put_altrep(w, "deferred_string");
	put(w, RDS_PAIRLIST);
	put_integer(w, 0x80000000u);
	put_integer(w, 0);
	put(w, RDS_NIL);
}

static void
put_wrapped(AnWriter *w)
{
	put_altrep(w, "wrap_string");
	put_vector(w, RDS_LIST, 2);
	put_altrep(w, "wrap_string");
	put(w, RDS_PAIRLIST);
	put_two_strings(w);
	put_vector(w, RDS_INTEGER, 2);
	put(w, 0);
	put(w, 0);
	put(w, RDS_NIL);
	put_integer(w, 0);
	put(w, RDS_NIL);
}

static void
put_wrapped_logical(AnWriter *w)
{
	put_altrep(w, "wrap_logical");
	put(w, RDS_PAIRLIST);
	put_vector(w, RDS_LOGICAL, 1);
	put(w, 1);
	put(w, RDS_NIL);
	put(w, RDS_NIL);
}

static void
put_mmap(AnWriter *w)
{
	put_altrep(w, "mmap_string");
	put_vector(w, RDS_LIST, 0);
	put(w, RDS_NIL);
}

static void
put_endless(AnWriter *w)
{
	put_altrep(w, "deferred_string");
	put(w, RDS_PAIRLIST);
	put_sequence(w, 2e9, 1);
	put_integer(w, 0);
	put(w, RDS_NIL);
}

static void
put_wrapped_often(AnWriter *w)
{
	for (int i = 0; i < 20; i++)
	{
		put_altrep(w, "wrap_string");
		put(w, RDS_PAIRLIST);
	}
	put_two_strings(w);
	for (int i = 0; i < 40; i++)
		put(w, RDS_NIL);
}

static void
put_wrapped_nothing(AnWriter *w)
{
	put_altrep(w, "wrap_string");
	put_vector(w, RDS_LIST, 0);
	put(w, RDS_NIL);
}

static void
put_deferred_strings(AnWriter *w)
{
	put_altrep(w, "deferred_string");
	put(w, RDS_PAIRLIST);
	put_two_strings(w);
	put(w, RDS_NIL);
	put(w, RDS_NIL);
}

static void
check_sequence(const AnC50Source *source)
{
	assert_int_equal(source->nlevels, 3);
	assert_string_equal(source->levels[0].data, "-1");
	assert_string_equal(source->levels[1].data, "0");
	assert_string_equal(source->levels[2].data, "1");
}

static void
check_reals(const AnC50Source *source)
{
	assert_int_equal(source->nlevels, 3);
	assert_string_equal(source->levels[0].data, "0.5");
	assert_string_equal(source->levels[1].data, "1e+05");
	assert_string_equal(source->levels[2].data, "7");
}

static void
check_wrapped(const AnC50Source *source)
{
	assert_int_equal(source->npredictors, 2);
	assert_string_equal(source->predictors[1].data, "two");
}

static void
check_weights(const AnC50Source *source)
{
	assert_true(source->case_weights);
}

static void
altrep_forms(void **state)
{
	static const struct
	{
		const char *element;
		Put			replace;
		Check		check;
		AnStatus	status;
	}			cases[] = {
		{"levels", put_deferred_sequence, check_sequence, AN_OK},
		{"levels", put_deferred_reals, check_reals, AN_OK},
		{"predictors", put_wrapped, check_wrapped, AN_OK},
		{"caseWeights", put_wrapped_logical, check_weights, AN_OK},
		{"levels", put_deferred_na, NULL, AN_EFORMAT},
		{"levels", put_mmap, NULL, AN_EFORMAT},
		{"levels", put_endless, NULL, AN_EFORMAT},
		{"levels", put_wrapped_often, NULL, AN_EFORMAT},
		{"levels", put_wrapped_nothing, NULL, AN_EFORMAT},
		{"levels", put_deferred_strings, NULL, AN_EFORMAT},
		{"cost", put_mmap, NULL, AN_EFORMAT},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(read_model(cases[i].element, cases[i].replace, cases[i].check, NULL),
						 cases[i].status);
}

/* Encodings */

static void
put_latin1(AnWriter *w)
{
	put_vector(w, RDS_STRINGS, 1);
	put_chars(w, LATIN1_MARK, "s\xED");
}

static void
put_native(AnWriter *w)
{
	put_vector(w, RDS_STRINGS, 1);
	put_chars(w, 0, "s\xC3\xAD");
}

static void
check_one_level(const AnC50Source *source)
{
	assert_string_equal(source->levels[0].data, "s\xC3\xAD");
}

static void
check_raw_latin1(const AnC50Source *source)
{
	assert_int_equal(source->encoding, AN_ENCODING_LATIN1);
	assert_string_equal(source->names.data, "s\xED");
}

static void
check_all_utf8(const AnC50Source *source)
{
	assert_int_equal(source->encoding, AN_ENCODING_UTF8);
	assert_string_equal(source->names.data, "s\xC3\xAD");
	assert_string_equal(source->tree.data, "s\xC3\xAD");
}

static void
contract_3_encodings(void **state)
{
	Stream		s;

	(void) state;
	assert_int_equal(read_model("levels", put_latin1, check_one_level, NULL), AN_OK);
	assert_int_equal(read_model("levels", put_native, check_one_level, NULL), AN_OK);
	assert_int_equal(read_model("names", put_latin1, check_raw_latin1, NULL), AN_OK);
	stream_begin(&s, 3, "UTF-8");	/* names marked Latin-1, tree in the native UTF-8 */
	put_model_like(&s.w, &(ModelSpec) {"names", put_latin1, "s\xC3\xAD"});
	assert_int_equal(stream_end(&s, check_all_utf8, NULL), AN_OK);
}

static void
put_repeated(AnWriter *w)
{
	static const char *const names[] = {"names", "tree", "levels", "predictors", "names", "tree"};

	put_vector(w, RDS_LIST | ATTR, 6);
	put_string(w, "schema");
	put_string(w, "tree text");
	put_string(w, "no");
	put_string(w, "a");
	put_number(w);
	put_number(w);
	put_attributes(w, "C5.0", names, 6);
}

static void
contract_1_first_of_a_name_counts(void **state)
{
	(void) state;
	assert_int_equal(read_put(put_repeated, NULL, NULL), AN_OK);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(contract_2_wrong_elements),
		cmocka_unit_test(contract_2_optional_elements),
		cmocka_unit_test(object_without_names),
		cmocka_unit_test(variables_of_terms),
		cmocka_unit_test(altrep_forms),
		cmocka_unit_test(contract_3_encodings),
		cmocka_unit_test(contract_1_first_of_a_name_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
