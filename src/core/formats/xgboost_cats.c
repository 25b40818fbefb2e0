/*
 * xgboost_cats.c - the categories of a data frame, as XGBoost 3.1 and later keep them
 *
 * For each feature there are either texts, one after the other with the places where
 * each begins, or whole numbers with their type.  Where the training data were no data
 * frame there is nothing, and categories are numbers that nobody has a text for.
 */
#include "formats/xgboost.h"

#include <stdio.h>

#include "base/encoding.h"

/* XGBoost's numbers of the types of integers. */
enum
{
	TYPE_I8 = 9,
	TYPE_U8,
	TYPE_I16,
	TYPE_U16,
	TYPE_I32,
	TYPE_U32,
	TYPE_I64,
	TYPE_U64
};

typedef struct CatsReader
{
	AnJson	   *json;
	AnXgboostCats *cats;
	AnXgboostStranger *stranger;
	AnJsonIntegers offsets;		/* of one feature, as the next two */
	AnJsonIntegers values;
	int64_t		type;
} CatsReader;

static AnStatus
bad_cats(const CatsReader *r, const char *what)
{
	an_fail(r->json->env, AN_EFORMAT, "invalid categories in the XGBoost model");
	return an_detail(r->json->env, "Of feature %u, counted from 0, %s.", r->cats->features.count, what);
}

static AnStatus
add_text(const CatsReader *r, const char *data, size_t len)
{
	AnEnv	   *env = r->json->env;
	AnStr	   *text = AN_LIST_ADD(env, &r->cats->texts, 1);

	return text != NULL && an_copy_str(env, data, len, text) ? AN_OK : env->error.status;
}

static AnStatus
check_features(const CatsReader *r)
{
	if (r->cats->features.count < AN_MAX_FEATURES)
		return AN_OK;
	an_fail(r->json->env, AN_ELIMIT, "too many features");
	return an_detail(r->json->env, "The limit is %u.", AN_MAX_FEATURES);
}

/* One feature --------------------------------------------------------- */

static AnStatus
add_texts(const CatsReader *r)
{
	uint32_t	n = r->offsets.count;
	char	   *bytes;

	if (n == 0)
		return r->values.count == 0 ? AN_OK : bad_cats(r, "texts have no places");
	if (r->offsets.items[0] != 0 || r->offsets.items[n - 1] != r->values.count)
		return bad_cats(r, "the places of the texts do not fit their bytes");
	if ((bytes = an_alloc(r->json->env, (size_t) r->values.count + 1)) == NULL)
		return r->json->env->error.status;
	for (uint32_t i = 0; i < r->values.count; i++)
	{
		if (r->values.items[i] < INT8_MIN || r->values.items[i] > UINT8_MAX)
			return bad_cats(r, "a text has something that is no byte");
		bytes[i] = (char) r->values.items[i];
	}
	for (uint32_t i = 0; i + 1 < n; i++)
	{
		int64_t		start = r->offsets.items[i];
		int64_t		end = r->offsets.items[i + 1];

		if (start > end || end > r->values.count)
			return bad_cats(r, "the places of the texts are not in order");
		if (!an_utf8_valid(bytes + start, (size_t) (end - start)))
			return bad_cats(r, "a text is not UTF-8");
		AN_TRY(add_text(r, bytes + start, (size_t) (end - start)));
	}
	return AN_OK;
}

/* UBJSON has no larger unsigned types: their bits are written as signed numbers. */
static int64_t
number_of(const CatsReader *r, int64_t value)
{
	if (r->type == TYPE_U16)
		return value & UINT16_MAX;
	return r->type == TYPE_U32 ? value & UINT32_MAX : value;
}

static AnStatus
add_numbers(const CatsReader *r)
{
	char		text[24];

	if (r->type < TYPE_I8 || r->type > TYPE_U64)
		return bad_cats(r, "the categories have a type that is not known");
	for (uint32_t i = 0; i < r->values.count; i++)
	{
		int			n = snprintf(text, sizeof(text), "%lld", (long long) number_of(r, r->values.items[i]));

		AN_TRY(add_text(r, text, (size_t) n));
	}
	return AN_OK;
}

static AnStatus
read_offsets(void *host)
{
	CatsReader *r = host;

	return an_json_integers(r->json, "offsets", &r->offsets);
}

static AnStatus
read_values(void *host)
{
	CatsReader *r = host;

	return an_json_integers(r->json, "values", &r->values);
}

static AnStatus
read_type(void *host)
{
	CatsReader *r = host;

	return an_xgboost_parameter(r->json, "type", &r->type);
}

static AnStatus
read_feature(CatsReader *r)
{
	static const AnXgboostMember members[] = {
		{"offsets", read_offsets}, {"values", read_values}, {"type", read_type},
	};
	AnXgboostCats *cats = r->cats;
	AnXgboostCatsOf *added;
	AnXgboostCatsOf feature = {.first = cats->texts.count};

	r->offsets.count = r->values.count = 0;
	r->type = 0;
	AN_TRY(check_features(r));
	AN_TRY(an_xgboost_object(r->json, "enc", members, AN_XGBOOST_COUNT(members), r->stranger, r));
	AN_TRY(r->type != 0 ? add_numbers(r) : add_texts(r));
	feature.end = cats->texts.count;
	feature.numbers = r->type != 0;
	if ((added = AN_LIST_ADD(r->json->env, &cats->features, 1)) == NULL)
		return r->json->env->error.status;
	*added = feature;
	return AN_OK;
}

static AnStatus
read_enc(void *host)
{
	CatsReader *r = host;
	AnJsonValue value;
	bool		more;

	AN_TRY(an_json_expect(r->json, AN_JSON_ARRAY, "enc", &value));
	for (;;)
	{
		AN_TRY(an_json_more(r->json, &more));
		if (!more)
			return AN_OK;
		AN_TRY(read_feature(r));
	}
}

/* The other members can be computed from "enc". */
AnStatus
an_xgboost_read_cats(AnJson *json, AnXgboostCats *cats, AnXgboostStranger *stranger)
{
	static const AnXgboostMember members[] = {
		{"enc", read_enc}, {"feature_segments", NULL}, {"sorted_idx", NULL},
	};
	CatsReader	r = {.json = json, .cats = cats, .stranger = stranger};

	return an_xgboost_object(json, "cats", members, AN_XGBOOST_COUNT(members), stranger, &r);
}
