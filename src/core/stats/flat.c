/* flat.c - names and numbers as bytes */
#include "stats/flat.h"

#include <math.h>

#include "base/encoding.h"

AnStatus
an_flat_corrupt(AnEnv *env, const char *what)
{
	an_fail(env, AN_ECORRUPT, "invalid bytes");
	return an_detail(env, "%s", what);
}

AnStatus
an_flat_put_names(AnWriter *w, uint32_t count, const uint8_t *block, size_t size)
{
	const AnStr *names;

	an_writer_u8(w, size > 0);
	if (size == 0)
		return AN_OK;
	AN_TRY(an_names_read(w->env, count, block, size, &names));
	for (uint32_t i = 0; i < count; i++)
		an_writer_str(w, names[i]);
	return AN_OK;
}

AnStatus
an_flat_get_names(AnEnv *env, AnReader *r, uint32_t count, const uint8_t **block, size_t *size)
{
	uint8_t		known = an_reader_u8(r);
	AnStr	   *names;
	uint8_t    *written;

	*block = NULL;
	*size = 0;
	if (r->failed || known > 1 || (known == 1 && count == 0))
		return an_flat_corrupt(env, "A flag is cut off, neither 0 nor 1, or names nothing.");
	if (known == 0)
		return AN_OK;
	if (an_reader_left(r) / 4 < count)
		return an_flat_corrupt(env, "The names are cut off.");
	names = an_alloc_array(env, (size_t) count + 1, sizeof(AnStr));
	if (names == NULL)
		return env->error.status;
	for (uint32_t i = 0; i < count; i++)
	{
		names[i] = an_reader_str(r);
		if (r->failed || names[i].len > AN_MAX_COLUMN_NAME ||
			!an_utf8_valid(names[i].data, names[i].len))
			return an_flat_corrupt(env, "A name is cut off, too long or not UTF-8.");
	}
	*size = an_names_size(count, names);
	written = an_alloc(env, *size + 1);
	if (written == NULL)
		return env->error.status;
	an_names_write(count, names, written);
	*block = written;
	return AN_OK;
}

void
an_flat_put_numbers(AnWriter *w, const double *numbers, size_t count)
{
	for (size_t i = 0; i < count; i++)
		an_writer_f64(w, numbers[i]);
}

AnStatus
an_flat_get_numbers(AnEnv *env, AnReader *r, double *numbers, size_t count)
{
	for (size_t i = 0; i < count; i++)
	{
		numbers[i] = an_reader_f64(r);
		if (r->failed || !isfinite(numbers[i]))
			return an_flat_corrupt(env, "A number is cut off or not finite.");
	}
	return AN_OK;
}
