/*
 * rds.c - C5.0 models in files of R's saveRDS() and save()
 *
 * Reference: "R Internals", section "Serialization Formats".
 *
 * Supported: versions 2 and 3, XDR and little-endian, from saveRDS() and save().
 * The model may be the object itself, or in a list (also of lists), or one of
 * several variables, or the finalModel of caret::train().  Refused: the ASCII
 * form; files with two different models; bytes after the object.
 */
#include "formats/rds.h"

#include <string.h>

#define MAX_NATIVE_NAME 64
#define MAX_CLASS_NAME 100

static AnStatus
refuse_form(AnEnv *env, const char *form)
{
	an_fail(env, AN_EUNSUPPORTED, "%s is not supported", form);
	return an_hint(env, "Save the model again with saveRDS(model, file).");
}

static bool
is_form(uint8_t c)
{
	return c == 'X' || c == 'B' || c == 'A';
}

/* save() puts a line of its own before the stream. */
static size_t
save_magic_size(const uint8_t *bytes, size_t size)
{
	return size >= 5 && memcmp(bytes, "RD", 2) == 0 && is_form(bytes[2]) &&
		(bytes[3] == '2' || bytes[3] == '3') && bytes[4] == '\n' ? 5 : 0;
}

bool
an_rds_sniff(const uint8_t *bytes, size_t size)
{
	size_t		at = save_magic_size(bytes, size);

	return size >= at + 2 && is_form(bytes[at]) && bytes[at + 1] == '\n';
}

static AnStatus
read_version(AnRds *rds)
{
	uint32_t	version = an_reader_u32(&rds->in);
	AnStr		name = {NULL, 0};

	an_reader_skip(&rds->in, 8);	/* the R that wrote it, the oldest that reads it */
	if (rds->in.failed)
		return an_rds_bad(rds, "");
	if (version != 2 && version != 3)
		return refuse_form(rds->env, "this version of R's serialization format");
	if (version == 2)
		return AN_OK;
	name.len = an_reader_u32(&rds->in);
	if (name.len > MAX_NATIVE_NAME)
		return an_rds_bad(rds, "The name of the encoding is too long");
	name.data = (const char *) an_reader_take(&rds->in, name.len);
	if (rds->in.failed)
		return an_rds_bad(rds, "");
	rds->native = an_encoding_by_name(name);
	return AN_OK;
}

static AnStatus
read_header(AnRds *rds)
{
	const uint8_t *form;

	if (!an_rds_sniff(rds->in.data, rds->in.size))
		return an_fail(rds->env, AN_EFORMAT, "not a file of R's saveRDS() or save()");
	an_reader_skip(&rds->in, save_magic_size(rds->in.data, rds->in.size));
	form = an_reader_take(&rds->in, 2);
	if (form[0] == 'A')
		return refuse_form(rds->env, "the ASCII form of R's serialization");
	rds->in.big_endian = form[0] == 'X';
	return read_version(rds);
}

/* Names the class that was found in the model's stead, if it is printable. */
static AnStatus
no_model(AnRds *rds)
{
	AnRdsVector class;
	AnRdsString name;

	if (rds->class_at != 0)
	{
		AN_TRY(an_rds_open(rds, rds->class_at, &class));
		if (class.type == RDS_STRINGS && class.count > 0)
		{
			AN_TRY(an_rds_next_string(rds, &class, &name));
			an_fail(rds->env, AN_EFORMAT, "no C5.0 model in this file");
			if (name.raw.len > 0 && name.raw.len <= MAX_CLASS_NAME &&
				memchr(name.raw.data, '\0', name.raw.len) == NULL &&
				an_utf8_valid(name.raw.data, name.raw.len))
				return an_detail(rds->env, "It holds an object of class \"%.*s\".",
								 (int) name.raw.len, name.raw.data);
		}
	}
	an_fail(rds->env, AN_EFORMAT, "no C5.0 model in this file");
	return an_detail(rds->env, "It holds no object of a known class.");
}

static bool
same_strings(const AnStr *a, uint32_t na, const AnStr *b, uint32_t nb)
{
	if (na != nb)
		return false;
	for (uint32_t i = 0; i < na; i++)
		if (!an_str_equal(a[i], b[i]) || (a[i].data == NULL) != (b[i].data == NULL))
			return false;
	return true;
}

static bool
same_model(const AnC50Source *a, const AnC50Source *b)
{
	return an_str_equal(a->names, b->names) && an_str_equal(a->cost, b->cost) &&
		an_str_equal(a->tree, b->tree) && an_str_equal(a->rules, b->rules) &&
		a->encoding == b->encoding && a->case_weights == b->case_weights &&
		a->has_terms == b->has_terms &&
		same_strings(a->levels, a->nlevels, b->levels, b->nlevels) &&
		same_strings(a->predictors, a->npredictors, b->predictors, b->npredictors) &&
		same_strings(a->variables.items, a->variables.count, b->variables.items, b->variables.count);
}

/* A copy of the same model, such as a list keeps beside it, does no harm. */
static AnStatus
choose_model(AnRds *rds, AnC50Source *source)
{
	AnC50Source other;

	if (rds->nobjects == 0)
		return no_model(rds);
	AN_TRY(an_rds_extract(rds, &rds->objects[0], source));
	for (uint32_t i = 1; i < rds->nobjects; i++)
	{
		AN_TRY(an_rds_extract(rds, &rds->objects[i], &other));
		if (!same_model(source, &other))
		{
			an_fail(rds->env, AN_EFORMAT, "more than one C5.0 model in this file");
			return an_hint(rds->env, "Save one model with saveRDS(model, file).");
		}
	}
	return AN_OK;
}

AnStatus
an_rds_read_c50(AnEnv *env, const uint8_t *bytes, size_t size, AnC50Source *source)
{
	AnRds		rds = {.env = env};

	if (size > AN_MAX_UNPACKED_SIZE)	/* offsets are kept in 32 bits */
	{
		an_fail(env, AN_ELIMIT, "file is too large");
		return an_detail(env, "The limit is %zu MB.", AN_MAX_UNPACKED_SIZE >> 20);
	}
	an_reader_init(&rds.in, bytes, size, true);
	AN_TRY(read_header(&rds));
	AN_TRY(an_rds_walk(&rds));
	if (an_reader_left(&rds.in) > 0)
		return an_rds_bad(&rds, "Other bytes follow the object, which ended");
	rds.complete = true;
	return choose_model(&rds, source);
}

/* ----- the format ----- */

static bool
sniff(const uint8_t *bytes, size_t size)
{
	return size >= 5 && (memcmp(bytes, "RDX", 3) == 0
						 || (memchr("XBA", bytes[0], 3) != NULL && bytes[1] == '\n'));
}

static AnStatus
load(AnEnv *env, const uint8_t *bytes, size_t size, const AnLoadOptions *options, AnModel **model)
{
	AnC50Source source = {0};

	AN_TRY(an_rds_read_c50(env, bytes, size, &source));
	return an_c50_load(env, &source, options->trials, options->unknown, model);
}

const AnFormat an_format_rds = {
	.name = "rds",
	.description = "C5.0 model saved by R (saveRDS or save)",
	.sniff = sniff,
	.load = load
};
