/* c50_cost.c - the cost text */
#include "formats/c50_cost.h"

static AnStatus
bad(const AnC50Text *text, const AnC50Token *token, const char *what)
{
	return an_c50_fault(text, AN_EFORMAT, token->line, an_c50_token_text(token), what);
}

/* token: a class's name, which the delimiter must follow. */
static AnStatus
read_class(const AnC50Text *text, const AnC50Token *token, int delimiter,
		   const AnC50Schema *schema, uint32_t *number)
{
	if (token->delimiter != delimiter)
		return bad(text, token, delimiter == ',' ? "a predicted class without an actual one" :
				   "two classes without a cost");
	if (!an_c50_names_find(&schema->outcome.values, an_c50_token_text(token), number))
		return bad(text, token, "an unknown class");
	return AN_OK;
}

/* token: the predicted class. */
static AnStatus
read_entry(AnC50Text *text, AnC50Token *token, const AnC50Schema *schema, AnBuilder *b)
{
	uint32_t	predicted;
	uint32_t	actual;
	float		cost;

	AN_TRY(read_class(text, token, ',', schema, &predicted));
	AN_TRY(an_c50_need_token(text, token));
	AN_TRY(read_class(text, token, ':', schema, &actual));
	if (predicted == actual)
		return bad(text, token, "a cost of a right answer");
	AN_TRY(an_c50_need_token(text, token));
	if (token->delimiter == ',' || token->delimiter == ':' || token->delimiter == AN_C50_ASSIGN
		|| !an_c50_number(an_c50_token_text(token), &cost) || cost < 0)
		return bad(text, token, "an invalid cost");
	return an_builder_cost(b, predicted, actual, cost);
}

AnStatus
an_c50_read_costs(AnEnv *env, AnStr raw, const AnC50Schema *schema, AnBuilder *b)
{
	AnC50Text	text;
	AnC50Token	token;
	bool		found;

	AN_TRY(an_c50_open(env, "cost text", raw, &text));
	AN_TRY(an_builder_cost(b, 0, 0, 0));	/* the matrix, before any entry */
	for (;;)
	{
		AN_TRY(an_c50_next_token(&text, &token, &found));
		if (!found)
			return AN_OK;
		AN_TRY(read_entry(&text, &token, schema, b));
	}
}
