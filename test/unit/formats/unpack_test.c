/* unpack_test.c - inflating within bounds (contract numbers of unpack.c) */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <bzlib.h>
#include <cmocka.h>
#include <lzma.h>
#include <zlib.h>

#include "formats/formats.h"
#include "unit.h"

#define PACKED_SIZE ((size_t) 1 << 20)

typedef size_t (*Pack) (const uint8_t *in, size_t size, uint8_t *out);

static const uint8_t text[] = "the quick brown fox jumps over the lazy dog, and again the quick fox";

static size_t
pack_gzip(const uint8_t *in, size_t size, uint8_t *out)
{
	z_stream	z = {0};

	assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY), Z_OK);
	z.next_in = (Bytef *) (uintptr_t) in;
	z.avail_in = (uInt) size;
	z.next_out = out;
	z.avail_out = PACKED_SIZE;
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	deflateEnd(&z);
	return PACKED_SIZE - z.avail_out;
}

static size_t
pack_bzip2(const uint8_t *in, size_t size, uint8_t *out)
{
	unsigned	n = PACKED_SIZE;

	assert_int_equal(BZ2_bzBuffToBuffCompress((char *) out, &n, (char *) (uintptr_t) in,
											  (unsigned) size, 9, 0, 0), BZ_OK);
	return n;
}

static size_t
pack_xz(const uint8_t *in, size_t size, uint8_t *out)
{
	size_t		n = 0;

	assert_int_equal(lzma_easy_buffer_encode(1, LZMA_CHECK_CRC64, NULL, in, size, out, &n,
											 PACKED_SIZE), LZMA_OK);
	return n;
}

static const Pack packs[] = {pack_gzip, pack_bzip2, pack_xz};

#define NPACKS (sizeof(packs) / sizeof(packs[0]))

static AnStatus
unpack(const uint8_t *bytes, size_t size, size_t limit, const uint8_t *expected, size_t n)
{
	AnEnv		env;
	const uint8_t *out = NULL;
	size_t		out_size = 0;
	AnStatus	status;

	an_env_init(&env, limit);
	status = an_unpack(&env, bytes, size, &out, &out_size);
	assert_int_equal(status, env.error.status);
	assert_true(env.used <= limit);
	if (status == AN_OK && expected != NULL)
	{
		assert_int_equal(out_size, n);
		assert_memory_equal(out, expected, n);
	}
	an_env_release(&env);
	return status;
}

#define ROOM ((size_t) 64 << 20)

static void
contract_1_plain_is_not_copied(void **state)
{
	AnEnv		env;
	const uint8_t *out;
	size_t		size;

	(void) state;
	an_env_init(&env, 0);
	assert_int_equal(an_unpack(&env, text, sizeof(text), &out, &size), AN_OK);
	assert_ptr_equal(out, text);
	assert_int_equal(size, sizeof(text));
	assert_int_equal(an_unpack(&env, NULL, 0, &out, &size), AN_OK);
	assert_int_equal(size, 0);
	an_env_release(&env);
}

static void
contract_4_streams(void **state)
{
	uint8_t    *packed = malloc(2 * PACKED_SIZE);
	uint8_t		twice[2 * sizeof(text)];

	(void) state;
	memcpy(twice, text, sizeof(text));
	memcpy(twice + sizeof(text), text, sizeof(text));
	for (size_t i = 0; i < NPACKS; i++)
	{
		size_t		n = packs[i] (text, sizeof(text), packed);

		assert_int_equal(unpack(packed, n, ROOM, text, sizeof(text)), AN_OK);
		memcpy(packed + n, packed, n);
		assert_int_equal(unpack(packed, 2 * n, ROOM, twice, sizeof(twice)), AN_OK);
		packed[n] = 'x';
		assert_int_equal(unpack(packed, n + 1, ROOM, NULL, 0), AN_EFORMAT);
		for (size_t cut = 6; cut < n; cut++)
			assert_int_equal(unpack(packed, cut, ROOM, NULL, 0), AN_EFORMAT);
		packed[n / 2] ^= 0x55;
		assert_int_equal(unpack(packed, n, ROOM, NULL, 0), AN_EFORMAT);
	}
	free(packed);
}

static void
contract_4_empty_streams(void **state)
{
	uint8_t    *packed = malloc(PACKED_SIZE);

	(void) state;
	for (size_t i = 0; i < NPACKS; i++)
		assert_int_equal(unpack(packed, packs[i] (text, 0, packed), ROOM, text, 0), AN_OK);
	free(packed);
}

/* 600 MB of zeros made of many members of 1 MB each, in 1 MB of gzip. */
static void
contract_2_bomb(void **state)
{
	size_t		member = 1 << 20;
	uint8_t    *zeros = calloc(1, member);
	uint8_t    *packed = malloc(2 * PACKED_SIZE);
	size_t		n = pack_gzip(zeros, member, packed);
	size_t		count = AN_MAX_UNPACKED_SIZE / member;

	(void) state;
	assert_true((count + 1) * n <= 2 * PACKED_SIZE);
	for (size_t i = 1; i <= count; i++)
		memcpy(packed + i * n, packed, n);
	assert_int_equal(unpack(packed, count * n, (size_t) 2 << 30, NULL, 0), AN_OK);
	assert_int_equal(unpack(packed, (count + 1) * n, (size_t) 2 << 30, NULL, 0), AN_ELIMIT);
	assert_int_equal(unpack(packed, count * n, ROOM, NULL, 0), AN_ELIMIT);
	free(packed);
	free(zeros);
}

static void
contract_3_working_memory_is_returned(void **state)
{
	uint8_t    *packed = malloc(PACKED_SIZE);

	(void) state;
	for (size_t i = 0; i < NPACKS; i++)
	{
		AnEnv		env;
		const uint8_t *out;
		size_t		size;
		size_t		n = packs[i] (text, sizeof(text), packed);

		an_env_init(&env, ROOM);
		assert_int_equal(an_unpack(&env, packed, n, &out, &size), AN_OK);
		assert_true(env.used <= 256 * 1024);
		an_env_release(&env);
		assert_int_equal(unpack(packed, n, 18 * 1024, NULL, 0), AN_ELIMIT);
		assert_int_equal(unpack(packed, n, 0, NULL, 0), AN_ELIMIT);
	}
	free(packed);
}

static void
host_refuses_or_stops(void **state)
{
	uint8_t    *packed = malloc(PACKED_SIZE);
	size_t		n = pack_gzip(text, sizeof(text), packed);
	AnEnv		env;
	const uint8_t *out;
	size_t		size;

	(void) state;
	an_env_init(&env, ROOM);
	env.alloc = unit_no_memory;
	assert_int_equal(an_unpack(&env, packed, n, &out, &size), AN_ENOMEM);
	an_env_init(&env, ROOM);
	env.interrupted = unit_interrupt;
	assert_int_equal(an_unpack(&env, packed, n, &out, &size), AN_ECANCEL);
	an_env_release(&env);
	free(packed);
}

/* A header that asks for a dictionary of 1 GB costs nothing. */
static void
xz_memory_limit(void **state)
{
	lzma_options_lzma options;
	lzma_filter filters[] = {{LZMA_FILTER_LZMA2, &options}, {LZMA_VLI_UNKNOWN, NULL}};
	lzma_block	block = {.check = LZMA_CHECK_NONE, .filters = filters,
	.compressed_size = LZMA_VLI_UNKNOWN, .uncompressed_size = LZMA_VLI_UNKNOWN};
	lzma_stream_flags flags = {.check = LZMA_CHECK_NONE};
	uint8_t		bytes[128] = {0};

	(void) state;
	assert_false(lzma_lzma_preset(&options, 1));
	options.dict_size = (uint32_t) 1 << 30;
	assert_int_equal(lzma_stream_header_encode(&flags, bytes), LZMA_OK);
	assert_int_equal(lzma_block_header_size(&block), LZMA_OK);
	assert_int_equal(lzma_block_header_encode(&block, bytes + LZMA_STREAM_HEADER_SIZE), LZMA_OK);
	assert_int_equal(unpack(bytes, sizeof(bytes), ROOM, NULL, 0), AN_ELIMIT);
}

static void
other_compressions_are_named(void **state)
{
	static const uint8_t lzma[] = {0x5D, 0, 0, 0x80, 0};
	static const uint8_t zstd[] = {0x28, 0xB5, 0x2F, 0xFD, 0};
	AnEnv		env;
	const uint8_t *out;
	size_t		size;

	(void) state;
	an_env_init(&env, ROOM);
	assert_int_equal(an_unpack(&env, lzma, sizeof(lzma), &out, &size), AN_EUNSUPPORTED);
	assert_string_equal(env.error.message, "lzma compression is not supported");
	assert_non_null(strstr(env.error.hint, "compress = \"gzip\""));
	an_env_init(&env, ROOM);
	assert_int_equal(an_unpack(&env, zstd, sizeof(zstd), &out, &size), AN_EUNSUPPORTED);
	assert_string_equal(env.error.message, "zstd compression is not supported");
}

static void
file_size_limit(void **state)
{
	AnEnv		env;
	const uint8_t *out;
	size_t		size;

	(void) state;
	an_env_init(&env, ROOM);	/* the bytes are not looked at */
	assert_int_equal(an_unpack(&env, text, AN_MAX_FILE_SIZE + 1, &out, &size), AN_ELIMIT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(contract_1_plain_is_not_copied),
		cmocka_unit_test(contract_4_streams),
		cmocka_unit_test(contract_4_empty_streams),
		cmocka_unit_test(contract_2_bomb),
		cmocka_unit_test(contract_3_working_memory_is_returned),
		cmocka_unit_test(host_refuses_or_stops),
		cmocka_unit_test(xz_memory_limit),
		cmocka_unit_test(other_compressions_are_named),
		cmocka_unit_test(file_size_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
