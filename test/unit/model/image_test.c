/* image_test.c - models as bytes: round trips, damage, and images of old */
#include <dirent.h>
#include <zlib.h>

#include "small_model.h"

#include "formats/formats.h"
#include "model/image.h"

#define HEADER_SIZE 16

/* A copy of just its size, so that a sanitizer sees a read past its end. */
static uint8_t *
exact_copy(const uint8_t *bytes, size_t size)
{
	uint8_t    *copy = malloc(size > 0 ? size : 1);

	assert_non_null(copy);
	if (size > 0)
		memcpy(copy, bytes, size);
	return copy;
}

/* Makes the header say what follows it. */
static void
seal(uint8_t *image, size_t size)
{
	uint32_t	words[2];

	if (size < HEADER_SIZE)
		return;
	words[1] = (uint32_t) (size - HEADER_SIZE);
	for (int i = 0; i < 4; i++)
		image[12 + i] = (uint8_t) (words[1] >> (8 * i));
	words[0] = (uint32_t) crc32(0, image + 12, (uInt) (size - 12));
	for (int i = 0; i < 4; i++)
		image[8 + i] = (uint8_t) (words[0] >> (8 * i));
}

/* Optional sections are skipped, so they are not written again. */
static bool
has_optional_section(const uint8_t *image, size_t size)
{
	for (size_t at = HEADER_SIZE; at + 8 <= size;)
	{
		if (image[at + 3] & 0x80)
			return true;
		at += 8 + ((size_t) image[at + 4] | (size_t) image[at + 5] << 8
				   | (size_t) image[at + 6] << 16 | (size_t) image[at + 7] << 24);
	}
	return false;
}

static AnStatus
decode(const uint8_t *image, size_t size, AnError *error)
{
	AnEnv		env;
	AnModel    *m;
	AnStatus	status;

	an_env_init(&env, 1 << 24);
	status = an_image_decode(&env, image, size, &m);
	if (status == AN_OK)
		status = an_model_validate(&env, m);
	if (status == AN_OK && !has_optional_section(image, size))
	{
		const uint8_t *again;
		size_t		again_size;

		assert_int_equal(AN_OK, an_image_encode(&env, m, &again, &again_size));
		assert_int_equal(size, again_size);
		assert_memory_equal(image, again, size);
	}
	if (error != NULL)
		*error = env.error;
	an_env_release(&env);
	return status;
}

static void
each_image(void (*check) (const uint8_t *image, size_t size))
{
	static AnModel *(*const builds[]) (AnEnv *env) = {small_trees, small_rules};

	for (int i = 0; i < 2; i++)
	{
		AnEnv		env;
		const uint8_t *image;
		size_t		size;

		an_env_init(&env, 1 << 24);
		assert_int_equal(AN_OK, an_image_encode(&env, builds[i] (&env), &image, &size));
		check(image, size);
		an_env_release(&env);
	}
}

static void
check_round_trip(const uint8_t *image, size_t size)
{
	AnError		error;

	if (decode(image, size, &error) != AN_OK)
		fail_msg("%s: %s", error.message, error.detail);
}

/* Whether or not the header is made to agree, what is cut off is missed. */
static void
check_truncations(const uint8_t *image, size_t size)
{
	for (size_t n = 0; n < size; n++)
	{
		uint8_t    *part = exact_copy(image, n);

		assert_int_equal(AN_ECORRUPT, decode(part, n, NULL));
		seal(part, n);
		if (decode(part, n, NULL) == AN_OK && memcmp(image + n, "\x09\0\0\0", 4) != 0)
			fail_msg("%zu of %zu bytes are a model", n, size);
		free(part);
	}
}

static void
check_extra_bytes(const uint8_t *image, size_t size)
{
	uint8_t    *longer = malloc(size + 9);

	assert_non_null(longer);
	memcpy(longer, image, size);
	memset(longer + size, 0, 9);
	for (size_t n = size + 1; n <= size + 9; n++)
	{
		assert_int_equal(AN_ECORRUPT, decode(longer, n, NULL));
		seal(longer, n);
		assert_int_equal(AN_ECORRUPT, decode(longer, n, NULL));
	}
	free(longer);
}

/* As it is, a changed byte is always noticed; with a right checksum it is an
 * error, or the model that these bytes say. */
static void
check_flips(const uint8_t *image, size_t size)
{
	uint8_t    *copy = exact_copy(image, size);

	for (size_t i = 0; i < size; i++)
	{
		for (int bit = 0; bit < 8; bit++)
		{
			copy[i] ^= (uint8_t) (1 << bit);
			assert_int_not_equal(AN_OK, decode(copy, size, NULL));
			seal(copy, size);
			decode(copy, size, NULL);
			memcpy(copy, image, size);
		}
		copy[i] = 0xFF;
		seal(copy, size);
		decode(copy, size, NULL);
		memcpy(copy, image, size);
	}
	free(copy);
}

static void
round_trip(void **state)
{
	(void) state;
	each_image(check_round_trip);
}

static void
truncations(void **state)
{
	(void) state;
	each_image(check_truncations);
}

static void
extra_bytes(void **state)
{
	(void) state;
	each_image(check_extra_bytes);
}

static void
flips(void **state)
{
	(void) state;
	each_image(check_flips);
}

static void
check_header(const uint8_t *image, size_t size)
{
	static const struct
	{
		size_t		at;
		uint8_t		value;
		AnStatus	status;
		const char *says;
	}			cases[] = {
		{0, 'X', AN_ECORRUPT, "do not begin"}, {4, 2, AN_EUNSUPPORTED, "version 2"},
		{5, 1, AN_EUNSUPPORTED, "version 257"}, {6, 1, AN_EUNSUPPORTED, "version 1"},
		{8, 0, AN_ECORRUPT, "checksum"}, {12, 0, AN_ECORRUPT, "size"}, {15, 255, AN_ECORRUPT, "size"}
	};
	uint8_t    *copy = exact_copy(image, size);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		AnError		error;

		copy[cases[i].at] = (uint8_t) (cases[i].value == copy[cases[i].at] ? cases[i].value + 1 : cases[i].value);
		assert_int_equal(cases[i].status, decode(copy, size, &error));
		if (strstr(error.message, cases[i].says) == NULL && strstr(error.detail, cases[i].says) == NULL)
			fail_msg("case %zu: %s: %s", i, error.message, error.detail);
		memcpy(copy, image, size);
	}
	free(copy);
}

static void
headers(void **state)
{
	(void) state;
	each_image(check_header);
}

/* A section that later versions may add, and that this one need not know. */
static void
check_sections(const uint8_t *image, size_t size)
{
	uint8_t    *longer = malloc(size + 12);
	AnModel    *m;
	AnEnv		env;

	assert_non_null(longer);
	memcpy(longer, image, size);
	memcpy(longer + size, "\x63\0\0\x80\x04\0\0\0more", 12);
	seal(longer, size + 12);
	an_env_init(&env, 1 << 24);
	assert_int_equal(AN_OK, an_image_decode(&env, longer, size + 12, &m));
	assert_int_equal(AN_OK, an_model_validate(&env, m));
	an_env_release(&env);
	longer[size + 3] = 0;		/* one that must be known */
	seal(longer, size + 12);
	assert_int_equal(AN_EUNSUPPORTED, decode(longer, size + 12, NULL));
	free(longer);
}

static void
sections(void **state)
{
	(void) state;
	each_image(check_sections);
}

/* Traits are a section of their own, where there are any. */
static void
traits(void **state)
{
	const uint8_t *plain;
	const uint8_t *image;
	uint8_t    *bad;
	size_t		plain_size;
	size_t		size;
	AnModel    *m;
	AnEnv		env;

	(void) state;
	an_env_init(&env, 1 << 24);
	m = small_trees(&env);
	assert_int_equal(AN_OK, an_image_encode(&env, m, &plain, &plain_size));
	m->plain_numbers = true;
	m->features[1].exact = m->features[1].coded = true;
	assert_int_equal(AN_OK, an_image_encode(&env, m, &image, &size));
	assert_int_equal(plain_size + 8 + 1 + 3, size);
	assert_memory_equal("\x0d\0\0\0\x04\0\0\0\1\0\3\0", image + size - 12, 12);
	check_round_trip(image, size);
	assert_int_equal(AN_OK, an_image_decode(&env, image, size, &m));
	assert_true(m->plain_numbers && m->features[1].exact && m->features[1].coded && !m->features[0].exact);
	bad = exact_copy(image, size);
	bad[size - 4] = 2;			/* unknown */
	seal(bad, size);
	assert_int_equal(AN_EUNSUPPORTED, decode(bad, size, NULL));
	bad[size - 4] = 0;			/* a number that is exact; coded, and not exact */
	bad[size - 3] = 1;
	seal(bad, size);
	assert_int_equal(AN_ECORRUPT, decode(bad, size, NULL));
	bad[size - 3] = 0;
	bad[size - 2] = 2;
	seal(bad, size);
	assert_int_equal(AN_ECORRUPT, decode(bad, size, NULL));
	bad[size - 2] = 0;			/* none at all */
	seal(bad, size);
	assert_int_equal(AN_ECORRUPT, decode(bad, size, NULL));
	free(bad);
	an_env_release(&env);
}

/* Images that were written once must load for ever, and to the same bytes as
 * their model gives now. */
static void
images_of_old(void **state)
{
	char		folder[512];
	DIR		   *dir;
	struct dirent *entry;
	int			images = 0;

	(void) state;
	snprintf(folder, sizeof(folder), "%s/image", unit_golden());
	dir = opendir(folder);
	assert_non_null(dir);
	while ((entry = readdir(dir)) != NULL)
	{
		const char *dot = strstr(entry->d_name, ".image");
		AnLoadOptions options = {0};
		const AnFormat *format;
		const uint8_t *now;
		size_t		size;
		size_t		now_size;
		size_t		file_size;
		AnModel    *m;
		AnEnv		env;
		AnError		error;
		char		file[512];
		char	   *image;
		char	   *bytes;

		if (dot == NULL)
			continue;
		an_env_init(&env, 1 << 24);
		image = unit_read_file(&env, folder, entry->d_name, &size);
		if (decode((const uint8_t *) image, size, &error) != AN_OK)
			fail_msg("%s: %s: %s", entry->d_name, error.message, error.detail);
		snprintf(file, sizeof(file), "c50/%.*s/model.rds", (int) (dot - entry->d_name), entry->d_name);
		bytes = unit_read_file(&env, unit_golden(), file, &file_size);
		snprintf(file, sizeof(file), "xgboost/%.*s/model.ubj", (int) (dot - entry->d_name), entry->d_name);
		if (bytes == NULL)
			bytes = unit_read_file(&env, unit_golden(), file, &file_size);
		if (bytes != NULL)
			assert_int_equal(AN_OK, an_load_model(&env, "auto", (const uint8_t *) bytes, file_size, &options, &format, &m));
		else
		{
			m = small_linear(&env); /* no tool's file has one */
			m->features[1].exact = strstr(entry->d_name, "exact") != NULL;
		}
		assert_int_equal(AN_OK, an_image_encode(&env, m, &now, &now_size));
		assert_int_equal(size, now_size);
		assert_memory_equal(image, now, size);
		an_env_release(&env);
		images++;
	}
	closedir(dir);
	assert_true(images >= 9);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(round_trip),
		cmocka_unit_test(truncations),
		cmocka_unit_test(extra_bytes),
		cmocka_unit_test(flips),
		cmocka_unit_test(headers),
		cmocka_unit_test(sections),
		cmocka_unit_test(traits),
		cmocka_unit_test(images_of_old),
	};

	return cmocka_run_group_tests_name("image", tests, NULL, NULL);
}
