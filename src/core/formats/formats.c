/* formats.c - the formats a model can be loaded from, one line each */
#include "formats/formats.h"
#include "formats/c50.h"
#include "model/image.h"
#include "formats/xgboost.h"

#include <stdio.h>
#include <string.h>

static bool
sniff_rds(const uint8_t *bytes, size_t size)
{
	return size >= 5 && (memcmp(bytes, "RDX", 3) == 0
						 || (memchr("XBA", bytes[0], 3) != NULL && bytes[1] == '\n'));
}

static AnStatus
load_rds(AnEnv *env, const uint8_t *bytes, size_t size, const AnLoadOptions *options, AnModel **model)
{
	AnC50Source source;

	memset(&source, 0, sizeof(source));
	AN_TRY(an_rds_read_c50(env, bytes, size, &source));
	return an_c50_load(env, &source, options->trials, options->unknown, model);
}

/* A schema text is not binary and is followed by a line that starts with id=". */
static bool
sniff_c50(const uint8_t *bytes, size_t size)
{
	static const char mark[] = "\nid=\"";

	for (size_t i = 0; i + sizeof(mark) - 1 <= size; i++)
	{
		if (bytes[i] == 0)
			return false;
		if (memcmp(bytes + i, mark, sizeof(mark) - 1) == 0)
			return true;
	}
	return false;
}

static AnStatus
load_c50(AnEnv *env, const uint8_t *bytes, size_t size, const AnLoadOptions *options, AnModel **model)
{
	AnC50Source source;

	memset(&source, 0, sizeof(source));
	AN_TRY(an_c50_split_text(env, bytes, size, &source));
	return an_c50_load(env, &source, options->trials, options->unknown, model);
}

/* What is in an image stays as it was: the options are those of its training. */
static AnStatus
load_image(AnEnv *env, const uint8_t *bytes, size_t size, const AnLoadOptions *options, AnModel **model)
{
	(void) options;
	if (an_image_decode(env, bytes, size, model) == AN_OK && an_model_validate(env, *model) == AN_OK)
		return AN_OK;
	if (env->error.status == AN_ECORRUPT)	/* the file's fault, not ours */
		env->error.status = AN_EFORMAT;
	return env->error.status;
}

static const AnFormat formats[] = {
	{"image", "model that was trained here", an_image_has_magic, load_image},
	{"rds", "C5.0 model saved by R (saveRDS or save)", sniff_rds, load_rds},
	{"xgboost", "model saved by XGBoost as JSON or UBJSON", an_xgboost_sniff, an_xgboost_load},
	{"c50", "C5.0 schema text followed by its tree or rules text", sniff_c50, load_c50},
};

#define FORMAT_COUNT (sizeof(formats) / sizeof(formats[0]))

static AnStatus
unknown_format(AnEnv *env, AnStatus status, const char *message)
{
	char		list[256] = "";
	size_t		len = 0;

	for (size_t i = 0; i < FORMAT_COUNT; i++)
		len += (size_t) snprintf(list + len, sizeof(list) - len, "%s\"%s\", a %s", i > 0 ? "; " : "",
								 formats[i].name, formats[i].description);
	an_fail(env, status, "%s", message);
	return an_detail(env, "Known formats: %s.", list);
}

static const AnFormat *
find_format(const char *name, const uint8_t *bytes, size_t size)
{
	bool		sniff = strcmp(name, "auto") == 0;

	for (size_t i = 0; i < FORMAT_COUNT; i++)
		if (sniff ? formats[i].sniff(bytes, size) : strcmp(name, formats[i].name) == 0)
			return &formats[i];
	return NULL;
}

AnStatus
an_load_model(AnEnv *env, const char *format, const uint8_t *bytes, size_t size,
			  const AnLoadOptions *options, const AnFormat **used, AnModel **model)
{
	const uint8_t *plain;
	size_t		plain_size;

	if (strcmp(format, "auto") != 0 && find_format(format, NULL, 0) == NULL)
		return unknown_format(env, AN_EARG, "unknown model format");
	AN_TRY(an_unpack(env, bytes, size, &plain, &plain_size));
	*used = find_format(format, plain, plain_size);
	if (*used == NULL)
		return unknown_format(env, AN_EFORMAT, "the bytes are not a model in any known format");
	return (*used)->load(env, plain, plain_size, options, model);
}
