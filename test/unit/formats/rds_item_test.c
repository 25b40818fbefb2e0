/* rds_item_test.c - items of an R serialization, made by hand: what is skipped,
 * what is read and what is refused (contract numbers of rds.h and rds_c50.c) */
#include "rds_stream.h"

#include <math.h>
#include <pthread.h>

#include "model/model.h"
#include "unit.h"

#define SMALL_STACK ((size_t) 256 * 1024)	/* of which the sanitizers use much */

/* Everything below is the value of an unwanted element before the wanted ones. */

static void
put_closure(AnWriter *w)
{
	put(w, RDS_CLOSURE | TAG | ATTR);
	put_tagged(w, "srcref");
	put_integer(w, 1);
	put(w, RDS_NIL);
	put(w, RDS_ENVIRONMENT);
	put(w, 0);
	for (int i = 0; i < 4; i++)
		put(w, i == 0 ? RDS_EMPTY_ENV : RDS_NIL);
	put(w, RDS_PAIRLIST | TAG);
	put_symbol(w, "x");
	put(w, RDS_MISSING_ARG);
	put(w, RDS_NIL);
	put(w, 1u << 8 | RDS_REF);
}

static void
put_exotic(AnWriter *w)
{
	static const uint32_t plain[] = {
		RDS_NIL, RDS_GLOBAL_ENV, RDS_EMPTY_ENV, RDS_BASE_ENV, RDS_BASE_NAMESPACE, RDS_UNBOUND,
		RDS_MISSING_ARG, RDS_S4
	};
	static const uint32_t named[] = {RDS_NAMESPACE, RDS_PACKAGE, RDS_PERSISTENT};
	static const uint32_t bytes[] = {RDS_SPECIAL, RDS_BUILTIN, RDS_RAW};

	put_vector(w, RDS_LIST, 8 + 3 + 3 + 7);
	for (size_t i = 0; i < 8; i++)
		put(w, plain[i]);
	for (size_t i = 0; i < 3; i++)
	{
		put_vector(w, named[i], 0);
		put(w, 2);
		put_chars(w, ASCII_MARK, "stats");
		put_chars(w, 0, "4.2.2");
	}
	for (size_t i = 0; i < 3; i++)
	{
		put_vector(w, bytes[i], 3);
		an_writer_bytes(w, "log", 3);
	}
	put(w, RDS_POINTER | ATTR);
	put_symbol(w, "protected");
	put(w, RDS_NIL);
	put_tagged(w, "class");
	put_string(w, "externalptr");
	put(w, RDS_NIL);
	put(w, RDS_WEAKREF);
	put_vector(w, RDS_COMPLEX, 1);
	an_writer_f64(w, 1);
	an_writer_f64(w, 2);
	put_vector(w, RDS_EXPRESSION, 1);
	put_symbol(w, "y");
	put(w, RDS_PROMISE | TAG);
	put(w, RDS_GLOBAL_ENV);
	put(w, RDS_UNBOUND);
	put_symbol(w, "z");
	put(w, RDS_DOTS);
	put(w, RDS_REF);			/* with the index in the next word */
	put(w, 1);
	put_integer(w, 7);			/* a dotted pair */
	put_closure(w);
}

static void
put_string_attributes(AnWriter *w)
{
	put_vector(w, RDS_STRINGS | ATTR, 3);
	put_chars(w, 0, "one");
	put_chars(w, ATTR, "two");
	put_integer(w, 2);
	put_chars(w, ATTR, "three");
	put(w, RDS_NIL);
	put_tagged(w, "dim");
	put_integer(w, 3);
	put(w, RDS_NIL);
}

static void
put_code_call(AnWriter *w)
{
	put(w, RDS_CODE_DEF);
	put(w, 0);
	put(w, RDS_ATTR_CALL);
	put(w, RDS_NIL);			/* attributes */
	put(w, RDS_NIL);			/* tag */
	put(w, RDS_SYMBOL);			/* car: a hint, then a whole item */
	put_symbol(w, "f");
	put(w, RDS_PAIRLIST);		/* cdr */
	put_symbol(w, "tag");
	put(w, RDS_CODE_REF);
	put(w, 0);
	put(w, RDS_NIL);
	put(w, RDS_NIL);
}

static void
put_bytecode(AnWriter *w)
{
	put(w, RDS_BYTECODE | ATTR);
	put(w, 2);
	put_integer(w, 10);
	put(w, 4);
	put_code_call(w);
	put(w, RDS_BYTECODE);
	put_integer(w, 10);
	put(w, 0);
	put(w, RDS_ATTR_PAIRLIST);
	for (int i = 0; i < 2; i++)
		put(w, RDS_NIL);
	for (int i = 0; i < 4; i++)
		put(w, RDS_NIL);		/* hints and items of car and cdr */
	put(w, RDS_STRINGS);
	put_string(w, "constant");
	put(w, RDS_NIL);			/* attributes of the whole */
}

static void
put_matrix_altrep(AnWriter *w)
{
	put(w, RDS_ALTREP);
	put(w, RDS_PAIRLIST);
	put_symbol(w, "mmap_real");
	put(w, RDS_NIL);
	put_vector(w, RDS_LIST, 0);
	put_tagged(w, "dim");
	put_integer(w, 2);
	put(w, RDS_NIL);
}

static void
check_model(const AnC50Source *source)
{
	assert_string_equal(source->tree.data, "tree text");
	assert_int_equal(source->nlevels, 2);
	assert_int_equal(source->npredictors, 2);
}

/* A list of the item and of the model: the walk must come out in step. */
static void
contract_1_unwanted_items(void **state)
{
	static const Put items[] = {
		put_closure, put_exotic, put_string_attributes, put_bytecode, put_matrix_altrep
	};

	(void) state;
	for (size_t i = 0; i < sizeof(items) / sizeof(items[0]); i++)
	{
		Stream		s;

		stream_begin(&s, 3, "UTF-8");
		put_vector(&s.w, RDS_LIST, 2);
		items[i] (&s.w);
		put_model(&s.w);
		assert_int_equal(stream_end(&s, check_model, NULL), AN_OK);
	}
}

/* ((((a)))): calls nested in the CAR, as formulas are. */
static void
put_deep(AnWriter *w, int levels, uint32_t flags)
{
	put_vector(w, RDS_LIST, 2);
	for (int i = 0; i < levels; i++)
		if (flags == RDS_LIST)
			put_vector(w, flags, 1);
		else
			put(w, flags);
	put(w, RDS_NIL);
	for (int i = 0; i < levels && flags == RDS_CALL; i++)
		put(w, RDS_NIL);
	put_model(w);
}

static void *
walk_deep(void *arg)
{
	static const struct
	{
		int			levels;
		uint32_t	flags;
		AnStatus	status;
	}			cases[] = {
		{10000, RDS_CALL, AN_OK}, {10000, RDS_LIST, AN_OK},
		{99000, RDS_CALL, AN_OK}, {101000, RDS_CALL, AN_ELIMIT}
	};
	AnStatus   *wrong = arg;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		Stream		s;

		stream_begin(&s, 3, "UTF-8");
		put_deep(&s.w, cases[i].levels, cases[i].flags);
		if (stream_end(&s, NULL, NULL) != cases[i].status)
			*wrong = cases[i].status;
	}
	return NULL;
}

static void
contract_2_deep_nesting_on_a_small_stack(void **state)
{
	AnStatus	wrong = AN_ENUMERIC;
	pthread_t	thread;
	pthread_attr_t attr;

	(void) state;
	assert_int_equal(pthread_attr_init(&attr), 0);
	assert_int_equal(pthread_attr_setstacksize(&attr, SMALL_STACK), 0);
	assert_int_equal(pthread_create(&thread, &attr, walk_deep, &wrong), 0);
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_int_equal(wrong, AN_ENUMERIC);
}

/* A pairlist of a million cells and a list nested in its last element: flat. */
static void
contract_2_long_lists_are_flat(void **state)
{
	Stream		s;

	(void) state;
	stream_begin(&s, 3, "UTF-8");
	put_vector(&s.w, RDS_LIST, 2);
	for (int i = 0; i < 1000000; i++)
		put(&s.w, i % 2 == 0 ? RDS_PAIRLIST : RDS_NIL);
	put(&s.w, RDS_NIL);
	put_model(&s.w);
	assert_int_equal(stream_end(&s, check_model, NULL), AN_OK);
}

/* Each is a whole stream after the header; the words are little-endian. */
static void
malformed_items(void **state)
{
	static const struct
	{
		uint32_t	words[8];
		uint32_t	n;
		AnStatus	status;
	}			cases[] = {
		{{0}, 1, AN_EFORMAT},
		{{11}, 1, AN_EFORMAT},
		{{18}, 1, AN_EFORMAT},
		{{26}, 1, AN_EFORMAT},
		{{RDS_ATTR_PAIRLIST, RDS_NIL, RDS_NIL, RDS_NIL}, 4, AN_EFORMAT},
		{{RDS_CODE_REF, 0}, 2, AN_EFORMAT},
		{{RDS_REF | 1 << 8}, 1, AN_EFORMAT},
		{{RDS_REF, 0}, 2, AN_EFORMAT},
		{{RDS_REF, UINT32_MAX}, 2, AN_EFORMAT},
		{{RDS_REF}, 1, AN_EFORMAT},
		{{RDS_SYMBOL, RDS_NIL}, 2, AN_EFORMAT},
		{{RDS_SYMBOL, RDS_CHARS, UINT32_MAX}, 3, AN_EFORMAT},
		{{RDS_SYMBOL, RDS_CHARS | ATTR, 0, RDS_NIL}, 4, AN_EFORMAT},
		{{RDS_STRINGS, 1, RDS_NIL, 0}, 4, AN_EFORMAT},
		{{RDS_CHARS, 100}, 2, AN_EFORMAT},
		{{RDS_CHARS, (uint32_t) -2}, 2, AN_EFORMAT},
		{{RDS_INTEGER, (uint32_t) -2}, 2, AN_EFORMAT},
		{{RDS_INTEGER, (uint32_t) -1, 0, 1, 7}, 5, AN_EFORMAT},
		{{RDS_INTEGER, INT32_MAX}, 2, AN_EFORMAT},
		{{RDS_COMPLEX, INT32_MAX}, 2, AN_EFORMAT},
		{{RDS_STRINGS, INT32_MAX, RDS_CHARS, 0}, 4, AN_EFORMAT},
		{{RDS_LIST, INT32_MAX, RDS_NIL}, 3, AN_EFORMAT},
		{{RDS_LIST, 2, RDS_NIL}, 3, AN_EFORMAT},
		{{RDS_BYTECODE, INT32_MAX, RDS_NIL, INT32_MAX}, 4, AN_EFORMAT},
		{{RDS_BYTECODE, 0, RDS_NIL, 1, RDS_CODE_DEF, 0, RDS_INTEGER}, 7, AN_EFORMAT},
		{{RDS_NAMESPACE, 0, INT32_MAX, RDS_CHARS, 0}, 5, AN_EFORMAT},
		{{RDS_NAMESPACE, 0, 1, RDS_NIL, 0}, 5, AN_EFORMAT},
		{{RDS_ENVIRONMENT, 0, RDS_NIL, RDS_NIL, RDS_NIL}, 5, AN_EFORMAT},
		{{RDS_ALTREP, RDS_NIL, RDS_NIL}, 3, AN_EFORMAT},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		Stream		s;

		stream_begin(&s, 2, NULL);
		for (uint32_t j = 0; j < cases[i].n; j++)
			put(&s.w, cases[i].words[j]);
		assert_int_equal(stream_end(&s, NULL, NULL), cases[i].status);
	}
}

/* Contract 3: the claims above cost no memory. */
static void
contract_3_claims_cost_nothing(void **state)
{
	static const uint8_t bytes[] = "B\n\2\0\0\0\2\2\4\0\0\3\2\0\x10\0\0\0\xFF\xFF\xFF\x7F";
	AnEnv		env;
	AnC50Source source;

	(void) state;
	an_env_init(&env, 0);
	assert_int_equal(an_rds_read_c50(&env, bytes, sizeof(bytes) - 1, &source), AN_EFORMAT);
	assert_int_equal(env.used, 0);
}

static void
walks_can_be_stopped(void **state)
{
	Stream		s;
	AnEnv		env;
	AnC50Source source;

	(void) state;
	stream_begin(&s, 2, NULL);
	put_vector(&s.w, RDS_LIST, 100000);
	for (int i = 0; i < 100000; i++)
		put(&s.w, RDS_NIL);
	an_env_init(&env, READ_LIMIT);
	env.interrupted = unit_interrupt;
	assert_int_equal(an_rds_read_c50(&env, s.w.data, s.w.size, &source), AN_ECANCEL);
	an_env_release(&env);
	an_env_release(&s.env);
}

static void
prints_numbers_as_r_does(void **state)
{
	static const struct
	{
		double		value;
		int			scipen;
		const char *text;
	}			cases[] = {
		{0, 0, "0"}, {-0.0, 0, "0"}, {1, 0, "1"}, {-1.5, 0, "-1.5"}, {0.1, 0, "0.1"},
		{100000, 0, "1e+05"}, {123456, 0, "123456"}, {100000, 1, "100000"},
		{0.0001, 0, "1e-04"}, {0.00012, 0, "0.00012"}, {0.001, 0, "0.001"},
		{1234567.891, 0, "1234567.891"}, {1e15, 0, "1e+15"}, {1e-300, 0, "1e-300"},
		{1.0 / 3, 0, "0.333333333333333"}, {2.0 / 3, 0, "0.666666666666667"},
		{1e5 + 0.1, 0, "100000.1"}, {-1e100, 0, "-1e+100"}, {1.25e-7, 0, "1.25e-07"},
		{25, -6, "2.5e+01"}, {HUGE_VAL, 0, "Inf"}, {-HUGE_VAL, 0, "-Inf"}, {NAN, 0, "NaN"},
	};

	(void) state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		char		text[512] = "";
		size_t		len = an_rds_print_number(cases[i].value, cases[i].scipen, text, sizeof(text));

		text[len] = '\0';
		assert_string_equal(text, cases[i].text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(contract_1_unwanted_items),
		cmocka_unit_test(contract_2_deep_nesting_on_a_small_stack),
		cmocka_unit_test(contract_2_long_lists_are_flat),
		cmocka_unit_test(malformed_items),
		cmocka_unit_test(contract_3_claims_cost_nothing),
		cmocka_unit_test(walks_can_be_stopped),
		cmocka_unit_test(prints_numbers_as_r_does),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
