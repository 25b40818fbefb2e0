/*
 * rds_value.c - the values that a walk passed over: strings, vectors, symbols
 *
 * ALTREP is R's way to store a vector as what it was made from.  Three forms
 * matter: wrap_* (the vector itself), compact_* (first, step, length) and
 * deferred_string (numbers that have not been printed yet).
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/rds.h"

#define MAX_WRAPPERS 8			/* of a vector by ALTREP forms; R makes two at most */
#define MAX_SEQUENCE AN_MAX_FEATURES	/* a sequence's length costs no bytes */
#define MAX_SCIPEN 100
#define NA_LOW_WORD 1954		/* what tells NA_real_ from NaN */
#define SIGNIFICANT 15			/* digits that R prints */
#define NUMBER_SIZE 512

static bool
string_is(const AnRdsString *string, const char *text)
{
	size_t		len = strlen(text);

	return string->raw.len == len && memcmp(string->raw.data, text, len) == 0;
}

static bool
starts_with(const AnRdsString *string, const char *text)
{
	size_t		len = strlen(text);

	return string->raw.len >= len && memcmp(string->raw.data, text, len) == 0;
}

/* The item at the reader, when it is a symbol or refers to one; any other item
 * is skipped and gives a string with data NULL. */
AnStatus
an_rds_symbol(AnRds *rds, AnRdsString *symbol)
{
	size_t		start = rds->in.pos;
	uint32_t	flags = an_reader_u32(&rds->in);
	uint32_t	index = flags >> 8;
	size_t		after;

	*symbol = (AnRdsString) {0};
	if (RDS_TYPE(flags) == RDS_SYMBOL)
	{
		flags = an_reader_u32(&rds->in);
		return an_rds_chars(rds, flags, symbol);
	}
	if (RDS_TYPE(flags) != RDS_REF)
	{
		an_reader_seek(&rds->in, start);
		return an_rds_skip(rds);
	}
	if (index == 0)
		index = an_reader_u32(&rds->in);
	if (rds->in.failed || index == 0 || index > rds->refs.count)
		return an_rds_bad(rds, "A reference is out of range");
	if (rds->refs.items[index - 1] == 0)
		return AN_OK;
	after = rds->in.pos;
	an_reader_seek(&rds->in, rds->refs.items[index - 1]);
	flags = an_reader_u32(&rds->in);
	AN_TRY(an_rds_chars(rds, flags, symbol));
	an_reader_seek(&rds->in, after);
	return AN_OK;
}

/* Asks about an item the walk has yet to check; reports no errors. */
bool
an_rds_symbol_is(AnRds *rds, size_t at, const char *text)
{
	AnReader	in = rds->in;
	size_t		len = strlen(text);
	uint32_t	flags;
	const uint8_t *name;

	an_reader_seek(&in, at);
	flags = an_reader_u32(&in);
	if (RDS_TYPE(flags) == RDS_REF)
	{
		uint32_t	index = flags >> 8;

		if (index == 0)
			index = an_reader_u32(&in);
		if (index == 0 || index > rds->refs.count || rds->refs.items[index - 1] == 0)
			return false;
		an_reader_seek(&in, rds->refs.items[index - 1]);
	}
	else if (RDS_TYPE(flags) != RDS_SYMBOL)
		return false;
	an_reader_skip(&in, 4);
	if (an_reader_u32(&in) != len)
		return false;
	name = an_reader_take(&in, len);
	return name != NULL && memcmp(name, text, len) == 0;
}

static AnStatus
skip_cell_head(AnRds *rds, uint32_t flags)
{
	if (flags & RDS_HAS_ATTRIBUTES)
		AN_TRY(an_rds_skip(rds));
	return flags & RDS_HAS_TAG ? an_rds_skip(rds) : AN_OK;
}

/* The name of the ALTREP class: the first symbol of the pairlist at the reader. */
static AnStatus
read_altrep_class(AnRds *rds, AnRdsString *name)
{
	size_t		start = rds->in.pos;
	uint32_t	flags = an_reader_u32(&rds->in);

	*name = (AnRdsString) {0};
	if (RDS_TYPE(flags) == RDS_PAIRLIST)
	{
		AN_TRY(skip_cell_head(rds, flags));
		AN_TRY(an_rds_symbol(rds, name));
	}
	an_reader_seek(&rds->in, start);
	return an_rds_skip(rds);
}

static AnStatus
open_sequence(AnRds *rds, bool integer, AnRdsVector *vector)
{
	uint32_t	flags = an_reader_u32(&rds->in);
	uint32_t	n;
	double		count;

	if (RDS_TYPE(flags) != RDS_REAL)
		return an_rds_bad(rds, "A sequence is malformed");
	AN_TRY(an_rds_length(rds, 8, &n));
	if (n != 3)
		return an_rds_bad(rds, "A sequence is malformed");
	count = an_reader_f64(&rds->in);
	if (!(count >= 0 && count <= MAX_SEQUENCE))
		return an_rds_bad(rds, "A sequence is too long");
	vector->type = integer ? RDS_INTEGER : RDS_REAL;
	vector->sequence = true;
	vector->count = (uint32_t) count;
	vector->next = an_reader_f64(&rds->in);
	vector->step = an_reader_f64(&rds->in);
	return AN_OK;
}

static void
read_scipen(AnRds *rds, AnRdsVector *vector)
{
	uint32_t	flags = an_reader_u32(&rds->in);

	if (RDS_TYPE(flags) == RDS_INTEGER && an_reader_u32(&rds->in) == 1)
	{
		int32_t		scipen = (int32_t) an_reader_u32(&rds->in);

		vector->scipen = scipen > MAX_SCIPEN ? MAX_SCIPEN :
			scipen < -MAX_SCIPEN ? -MAX_SCIPEN : scipen;
	}
}

/* The state of wrap_* and deferred_string is a pair; *at gets its first half. */
static AnStatus
open_pair(AnRds *rds, bool deferred, AnRdsVector *vector, size_t *at)
{
	uint32_t	flags = an_reader_u32(&rds->in);
	uint32_t	n;

	if (RDS_TYPE(flags) == RDS_PAIRLIST)
		AN_TRY(skip_cell_head(rds, flags));
	else if (RDS_TYPE(flags) == RDS_LIST)
	{
		AN_TRY(an_rds_length(rds, 4, &n));
		if (n == 0)
			return an_rds_bad(rds, "A wrapped vector is malformed");
	}
	else
		return an_rds_bad(rds, "A wrapped vector is malformed");
	*at = rds->in.pos;
	if (deferred)
	{
		AN_TRY(an_rds_skip(rds));
		read_scipen(rds, vector);
	}
	return AN_OK;
}

/* *at moves to the item that stands for this one; 0 when there is none. */
static AnStatus
open_altrep(AnRds *rds, AnRdsVector *vector, size_t *at)
{
	AnRdsString name;
	bool		deferred;

	*at = 0;
	AN_TRY(read_altrep_class(rds, &name));
	if (string_is(&name, "compact_intseq") || string_is(&name, "compact_realseq"))
		return open_sequence(rds, string_is(&name, "compact_intseq"), vector);
	deferred = string_is(&name, "deferred_string");
	if (deferred && vector->deferred)
		return an_rds_bad(rds, "A deferred string is malformed");
	if (!deferred && !starts_with(&name, "wrap_"))
		return AN_OK;
	vector->deferred |= deferred;
	return open_pair(rds, deferred, vector, at);
}

static AnStatus
open_plain(AnRds *rds, uint32_t flags, AnRdsVector *vector)
{
	uint32_t	unit = 4;

	vector->type = (AnRdsType) RDS_TYPE(flags);
	if (vector->type == RDS_STRINGS || vector->type == RDS_REAL)
		unit = 8;
	else if (vector->type != RDS_LOGICAL && vector->type != RDS_INTEGER &&
			 vector->type != RDS_LIST)
		return AN_OK;
	AN_TRY(an_rds_length(rds, unit, &vector->count));
	vector->at = rds->in.pos;
	return AN_OK;
}

static AnStatus
open_vector(AnRds *rds, size_t at, AnRdsVector *vector)
{
	for (int i = 0; at != 0; i++)
	{
		uint32_t	flags;

		an_reader_seek(&rds->in, at);
		flags = an_reader_u32(&rds->in);
		at = 0;
		if (i == MAX_WRAPPERS)
			return an_rds_bad(rds, "A vector is wrapped too often");
		if (RDS_TYPE(flags) == RDS_ALTREP)
			AN_TRY(open_altrep(rds, vector, &at));
		else
			AN_TRY(open_plain(rds, flags, vector));
	}
	if (!vector->deferred)
		return AN_OK;
	if (vector->type != RDS_INTEGER && vector->type != RDS_REAL)
		return an_rds_bad(rds, "A deferred string is malformed");
	vector->number = vector->type;
	vector->type = RDS_STRINGS;
	return AN_OK;
}

/* During the walk too: what is looked at then is behind it, so that its symbols
 * are in the reference table already and must not be added again. */
AnStatus
an_rds_open(AnRds *rds, size_t at, AnRdsVector *vector)
{
	size_t		pos = rds->in.pos;
	bool		complete = rds->complete;

	*vector = (AnRdsVector) {.type = RDS_ALTREP};
	rds->complete = true;
	AN_TRY(open_vector(rds, at, vector));
	rds->complete = complete;
	an_reader_seek(&rds->in, pos);
	return rds->in.failed ? an_rds_bad(rds, "") : AN_OK;
}

/* R's as.character() of a number: up to 15 significant digits, and the shorter
 * of the fixed and the scientific form.  Put together by hand because printf()
 * writes the locale's decimal point. */
size_t
an_rds_print_number(double value, int scipen, char *out, size_t size)
{
	char		text[32];
	char		digits[SIGNIFICANT + 1];
	int			nsig = 0;
	int			exponent;
	int			fixed_width;
	int			width;
	size_t		n = 0;

	if (!isfinite(value) || value == 0)
		return (size_t) snprintf(out, size, "%s", value == 0 ? "0" : isnan(value) ? "NaN" :
								 value > 0 ? "Inf" : "-Inf");
	snprintf(text, sizeof(text), "%.*e", SIGNIFICANT - 1, fabs(value));
	for (const char *s = text; *s != 'e'; s++)
		if (*s >= '0' && *s <= '9' && nsig < SIGNIFICANT)
			digits[nsig++] = *s;
	exponent = atoi(strchr(text, 'e') + 1);
	while (nsig > 1 && digits[nsig - 1] == '0')
		nsig--;
	fixed_width = (exponent >= 0 ? exponent + 1 : 1) +
		(nsig > exponent + 1 ? nsig - exponent : 0);
	width = (nsig > 1 ? nsig + 1 : 1) + (abs(exponent) >= 100 ? 5 : 4);
	if (value < 0)
		out[n++] = '-';
	if (fixed_width > width + scipen)
	{
		out[n++] = digits[0];
		if (nsig > 1)
			out[n++] = '.';
		memcpy(out + n, digits + 1, (size_t) nsig - 1);
		n += (size_t) nsig - 1;
		return n + (size_t) snprintf(out + n, size - n, "e%+03d", exponent);
	}
	for (int i = exponent < 0 ? exponent : 0; i < nsig || i <= exponent; i++)
	{
		if (i == exponent + 1)
			out[n++] = '.';
		out[n++] = i < 0 || i >= nsig ? '0' : digits[i];
	}
	return n;
}

/* The next number of a vector of them; NAN with *missing for NA. */
static double
next_number(AnRds *rds, AnRdsVector *vector, bool *missing)
{
	double		value = vector->next;
	AnReader	in = rds->in;

	*missing = false;
	if (vector->sequence)
	{
		vector->next += vector->step;
		return value;
	}
	an_reader_seek(&in, vector->at);
	if (vector->number == RDS_INTEGER)
	{
		int32_t		integer = (int32_t) an_reader_u32(&in);

		*missing = integer == INT32_MIN;
		value = integer;
	}
	else
	{
		uint64_t	bits;

		value = an_reader_f64(&in);
		memcpy(&bits, &value, sizeof(bits));
		*missing = isnan(value) && (bits & UINT32_MAX) == NA_LOW_WORD;
	}
	vector->at = in.pos;
	return value;
}

static AnStatus
next_deferred(AnRds *rds, AnRdsVector *vector, AnRdsString *string)
{
	char		text[NUMBER_SIZE];
	double		value = next_number(rds, vector, &string->missing);
	size_t		len;

	if (string->missing)
		return AN_OK;
	if (vector->number == RDS_INTEGER)
		len = (size_t) snprintf(text, sizeof(text), "%.0f", value);
	else
		len = an_rds_print_number(value, vector->scipen, text, sizeof(text));
	return an_copy_str(rds->env, text, len, &string->raw) ? AN_OK : rds->env->error.status;
}

AnStatus
an_rds_next_string(AnRds *rds, AnRdsVector *vector, AnRdsString *string)
{
	size_t		pos = rds->in.pos;
	uint32_t	flags;

	*string = (AnRdsString) {0};
	if (vector->type != RDS_STRINGS || vector->count == 0)
		return an_rds_bad(rds, "A string is missing");
	vector->count--;
	if (vector->deferred)
		return next_deferred(rds, vector, string);
	an_reader_seek(&rds->in, vector->at);
	flags = an_reader_u32(&rds->in);
	AN_TRY(an_rds_chars(rds, flags, string));
	if (flags & RDS_HAS_ATTRIBUTES)
		return an_rds_bad(rds, "A string has attributes");
	vector->at = rds->in.pos;
	an_reader_seek(&rds->in, pos);
	return AN_OK;
}

/* Where `text` is in a character vector; UINT32_MAX when it is not there. */
AnStatus
an_rds_contains(AnRds *rds, size_t at, const char *text, uint32_t *index)
{
	AnRdsVector vector;

	*index = UINT32_MAX;
	AN_TRY(an_rds_open(rds, at, &vector));
	if (vector.type != RDS_STRINGS || vector.deferred)
		return AN_OK;
	for (uint32_t i = 0; vector.count > 0; i++)
	{
		AnRdsString string;

		AN_TRY(an_rds_next_string(rds, &vector, &string));
		if (string_is(&string, text))
		{
			*index = i;
			return AN_OK;
		}
	}
	return AN_OK;
}
