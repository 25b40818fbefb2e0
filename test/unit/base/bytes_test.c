/* bytes_test.c - the bounded reader and writer (contract numbers of bytes.h) */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/bytes.h"

static const uint8_t sample[] = {0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08};

static void
reads_both_orders(void **state)
{
	AnReader	r;

	(void) state;
	an_reader_init(&r, sample, sizeof(sample), true);
	assert_int_equal(an_reader_u8(&r), 0x01);
	assert_int_equal(an_reader_u16(&r), 0x0203);
	assert_int_equal(an_reader_u32(&r), 0x04050607);
	assert_int_equal(an_reader_left(&r), 1);
	an_reader_seek(&r, 0);
	assert_true(an_reader_u64(&r) == UINT64_C(0x0102030405060708));
	assert_false(r.failed);
	an_reader_init(&r, sample, sizeof(sample), false);
	assert_int_equal(an_reader_u16(&r), 0x0201);
	assert_int_equal(an_reader_u32(&r), 0x06050403);
	an_reader_seek(&r, 0);
	assert_true(an_reader_u64(&r) == UINT64_C(0x0807060504030201));
}

static void
contract_2_failure_is_sticky(void **state)
{
	AnReader	r;

	(void) state;
	an_reader_init(&r, sample, 3, true);
	assert_int_equal(an_reader_u32(&r), 0);
	assert_true(r.failed);
	assert_int_equal(an_reader_u8(&r), 0);
	assert_null(an_reader_take(&r, 0));
	assert_int_equal(an_reader_left(&r), 0);
	an_reader_seek(&r, 0);
	assert_int_equal(an_reader_u8(&r), 0);
	assert_int_equal(r.pos, 0);
}

static void
contract_1_no_overflow(void **state)
{
	AnReader	r;

	(void) state;
	an_reader_init(&r, sample, sizeof(sample), true);
	an_reader_skip(&r, 7);
	an_reader_skip(&r, UINT64_MAX);
	assert_true(r.failed);
	an_reader_init(&r, sample, sizeof(sample), true);
	an_reader_skip(&r, 7);
	assert_null(an_reader_take(&r, SIZE_MAX));
	assert_true(r.failed);
	an_reader_init(&r, sample, sizeof(sample), true);
	an_reader_seek(&r, 8);
	assert_false(r.failed);
	assert_int_equal(an_reader_left(&r), 0);
	an_reader_seek(&r, 9);
	assert_true(r.failed);
	an_reader_init(&r, sample, sizeof(sample), true);
	assert_null(an_reader_str(&r).data);	/* claims 16 MB */
	assert_true(r.failed);
	an_reader_init(&r, NULL, 0, true);
	assert_int_equal(an_reader_u8(&r), 0);
	assert_true(r.failed);
}

static void
contract_3_round_trip(void **state)
{
	static const uint8_t expected[] = {0x02, 0x01, 0xEF, 0xBE, 0xAD, 0xDE};
	AnEnv		env;
	AnWriter	w;
	AnReader	r;

	(void) state;
	an_env_init(&env, 1 << 20);
	an_writer_init(&w, &env, 1 << 16);
	an_writer_u16(&w, 0x0102);
	an_writer_u32(&w, 0xDEADBEEF);
	assert_memory_equal(w.data, expected, sizeof(expected));
	an_writer_u8(&w, 7);
	an_writer_u64(&w, UINT64_C(0xFEDCBA9876543210));
	an_writer_f32(&w, -1.5f);
	an_writer_f64(&w, 0.1);
	an_writer_str(&w, AN_LITERAL("text"));
	an_writer_str(&w, (AnStr) {NULL, 0});
	assert_int_equal(an_writer_status(&w), AN_OK);
	an_reader_init(&r, w.data, w.size, false);
	an_reader_skip(&r, 6);
	assert_int_equal(an_reader_u8(&r), 7);
	assert_true(an_reader_u64(&r) == UINT64_C(0xFEDCBA9876543210));
	assert_true(an_reader_f32(&r) == -1.5f);
	assert_true(an_reader_f64(&r) == 0.1);
	assert_true(an_str_equal(an_reader_str(&r), AN_LITERAL("text")));
	assert_int_equal(an_reader_str(&r).len, 0);
	assert_false(r.failed);
	assert_int_equal(an_reader_left(&r), 0);
	an_env_release(&env);
}

static void
contract_3_grows_up_to_its_limit(void **state)
{
	AnEnv		env;
	AnWriter	w;

	(void) state;
	an_env_init(&env, 1 << 22);
	an_writer_init(&w, &env, 100001);
	for (int i = 0; i < 100001; i++)
		an_writer_u8(&w, (uint8_t) i);
	assert_false(w.failed);
	assert_int_equal(w.size, 100001);
	for (int i = 0; i < 100001; i++)
		assert_int_equal(w.data[i], (uint8_t) i);
	an_writer_u8(&w, 0);
	assert_true(w.failed);
	assert_int_equal(an_writer_status(&w), AN_ELIMIT);
	an_writer_u8(&w, 0);
	assert_int_equal(w.size, 100001);
	an_env_release(&env);
}

static void
contract_3_memory_limit(void **state)
{
	static const uint8_t block[4096];
	AnEnv		env;
	AnWriter	w;

	(void) state;
	an_env_init(&env, 256 * 1024);
	an_writer_init(&w, &env, SIZE_MAX);
	for (int i = 0; i < 1000; i++)
		an_writer_bytes(&w, block, sizeof(block));
	assert_true(w.failed);
	assert_int_equal(an_writer_status(&w), AN_ELIMIT);
	an_env_release(&env);
}

static void *
count_block(void *host, size_t size)
{
	++*(int *) host;
	return malloc(size);
}

static void
free_block(void *host, void *block)
{
	(void) host;
	free(block);
}

/* As near to its limit as it may be: a byte more is not another block. */
static void
contract_3_few_blocks(void **state)
{
	AnEnv		env;
	AnWriter	w;
	int			blocks = 0;

	(void) state;
	an_env_init(&env, 1 << 22);
	env.alloc = count_block;
	env.release = free_block;
	env.host = &blocks;
	an_writer_init(&w, &env, 100001);
	for (int i = 0; i < 100001; i++)
		an_writer_u8(&w, 0);
	assert_false(w.failed);
	assert_true(blocks >= 1 && blocks <= 20);
	an_env_release(&env);
}

static void
assert_str(AnStr text, const char *expected)
{
	assert_int_equal(strlen(expected), text.len);
	assert_memory_equal(expected, text.data, text.len);
}

static void
contract_4_reads_text(void **state)
{
	AnReader	r = an_reader_of(AN_LITERAL("key=\"v\", rest"));
	size_t		start;

	(void) state;
	assert_int_equal('k', an_reader_peek(&r));
	assert_str(an_reader_until(&r, '='), "key");
	assert_false(an_reader_accept(&r, '"'));
	assert_true(an_reader_accept(&r, '='));
	assert_true(an_reader_begins(&r, AN_LITERAL("\"v")));
	assert_false(an_reader_accept_text(&r, AN_LITERAL("\"w")));
	start = r.pos;
	assert_true(an_reader_accept_text(&r, AN_LITERAL("\"v\"")));
	assert_str(an_reader_since(&r, start), "\"v\"");
	assert_int_equal(',', an_reader_next(&r));
	assert_str(an_reader_rest(&r), " rest");
	assert_str(an_reader_until(&r, '='), " rest");
	assert_int_equal(0, an_reader_left(&r));
}

/* Bytes above 127 are no characters below 0, nor is one of them the end. */
static void
contract_4_bytes_are_unsigned(void **state)
{
	AnReader	r = an_reader_of(AN_LITERAL("\xFF\x80"));

	(void) state;
	assert_int_equal(0xFF, an_reader_peek(&r));
	assert_true(an_reader_accept(&r, '\xFF'));
	assert_int_equal(0x80, an_reader_next(&r));
	assert_int_equal(-1, an_reader_next(&r));
}

static void
contract_4_nothing_at_the_end(void **state)
{
	AnReader	ends[] = {an_reader_of((AnStr) {NULL, 0}), an_reader_of(AN_LITERAL("abc")), an_reader_of(AN_LITERAL("abc"))};

	(void) state;
	an_reader_skip(&ends[1], 3);
	an_reader_skip(&ends[2], 4);	/* which fails */
	for (int i = 0; i < 3; i++)
	{
		AnReader   *r = &ends[i];
		size_t		pos = r->pos;

		assert_int_equal(-1, an_reader_peek(r));
		assert_int_equal(-1, an_reader_next(r));
		assert_false(an_reader_accept(r, 'a'));
		assert_false(an_reader_accept(r, '\0'));
		assert_false(an_reader_accept_text(r, AN_LITERAL("a")));
		assert_int_equal(0, an_reader_rest(r).len);
		assert_int_equal(0, an_reader_until(r, 'a').len);
		assert_int_equal(pos, r->pos);
		assert_int_equal(i == 2, r->failed);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_both_orders),
		cmocka_unit_test(contract_2_failure_is_sticky),
		cmocka_unit_test(contract_1_no_overflow),
		cmocka_unit_test(contract_3_round_trip),
		cmocka_unit_test(contract_3_grows_up_to_its_limit),
		cmocka_unit_test(contract_3_memory_limit),
		cmocka_unit_test(contract_3_few_blocks),
		cmocka_unit_test(contract_4_reads_text),
		cmocka_unit_test(contract_4_bytes_are_unsigned),
		cmocka_unit_test(contract_4_nothing_at_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
