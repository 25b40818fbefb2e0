/* source.c - where rows come from: a relation's name or a query */
#include "postgres.h"

#include "catalog/namespace.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "nodes/parsenodes.h"
#include "parser/parser.h"
#include "parser/scansup.h"
#include "utils/builtins.h"
#include "utils/plancache.h"
#include "utils/varlena.h"

#include "pg/base/source.h"

#define MAX_SHOWN 60			/* bytes of a source in a message */

#define SOURCE_HINT "Give the name of a table or view, or a query that begins with SELECT, WITH, VALUES or TABLE."

/* ----- what it is ----- */

/* The end of a comment; an open one ends with the text. */
static const char *
skip_comment(const char *text)
{
	int			depth = 0;

	if (*text == '-')
		return text + strcspn(text, "\r\n");
	do
	{
		int			change = strncmp(text, "/*", 2) == 0 ? 1 : strncmp(text, "*/", 2) == 0 ? -1 : 0;

		depth += change;
		text += change == 0 ? 1 : 2;
	} while (depth > 0 && *text != '\0');
	return text;
}

static bool
is_comment(const char *text)
{
	return strncmp(text, "--", 2) == 0 || strncmp(text, "/*", 2) == 0;
}

static const char *
skip_blank(const char *text)
{
	for (;;)
	{
		if (is_comment(text))
			text = skip_comment(text);
		else if (*text != '\0' && scanner_isspace(*text))
			text++;
		else
			return text;
	}
}

static bool
begins_with(const char *text, const char *word)
{
	size_t		len = strlen(word);

	return pg_strncasecmp(text, word, len) == 0 && !IS_HIGHBIT_SET(text[len])
		&& (text[len] == '\0' || strchr("_$", text[len]) == NULL) && !isalnum((unsigned char) text[len]);
}

/* A relation can have such a name, too, but then that is all, or a schema's. */
static bool
is_query(const char *start)
{
	static const char *const words[] = {"select", "with", "values", "table"};
	const char *rest;

	if (*start == '(')
		return true;
	for (size_t i = 0; i < lengthof(words); i++)
		if (begins_with(start, words[i]))
		{
			rest = skip_blank(start + strlen(words[i]));
			return *rest != '\0' && *rest != ';' && *rest != '.';
		}
	return false;
}

static _Noreturn void
refuse(const char *start)
{
	size_t		len = strlen(start);
	int			shown = pg_mbcliplen(start, (int) len, MAX_SHOWN);

	ereport(ERROR, errcode(ERRCODE_SYNTAX_ERROR),
			errmsg("the source is neither a relation's name nor a query"),
			*start == '\0' ? errdetail("It is empty.") :
			errdetail("It begins with \"%s\".", pnstrdup(start, shown)),
			errhint(SOURCE_HINT));
	pg_unreachable();
}

/* ----- a name ----- */

/* Where the name ends: at a semicolon or a comment that is not quoted. */
static const char *
end_of_name(const char *text)
{
	bool		quoted = false;

	for (; *text != '\0'; text++)
	{
		if (*text == '"')
			quoted = !quoted;
		else if (!quoted && (*text == ';' || is_comment(text)))
			break;
	}
	return text;
}

/* Looked up and locked. */
static RangeVar *
relation_of_name(const char *start, Oid *relid)
{
	const char *end = end_of_name(start);
	const char *rest = skip_blank(end);
	char	   *name = pnstrdup(start, end - start);
	List	   *names;
	RangeVar   *relation;

	if (*rest == ';')
		rest = skip_blank(rest + 1);
	if (*rest != '\0' || !SplitIdentifierString(pstrdup(name), '.', &names) || names == NIL)
		refuse(start);
	names = textToQualifiedNameList(cstring_to_text(name));
	relation = makeRangeVarFromNameList(names);
	*relid = RangeVarGetRelid(relation, AccessShareLock, true);
	if (!OidIsValid(*relid))
		ereport(ERROR, errcode(ERRCODE_UNDEFINED_TABLE),
				errmsg("relation \"%s\" does not exist", NameListToString(names)),
				errhint(SOURCE_HINT));
	return relation;
}

static const char *
query_of_name(const char *start)
{
	Oid			relid;
	RangeVar   *relation = relation_of_name(start, &relid);

	return psprintf("SELECT * FROM %s", quote_qualified_identifier(relation->schemaname, relation->relname));
}

Oid
source_relation(const text *source)
{
	const char *start = skip_blank(text_to_cstring(source));
	Oid			relid = InvalidOid;

	if (!is_query(start))
		(void) relation_of_name(start, &relid);
	return relid;
}

/* ----- a query ----- */

static _Noreturn void
refuse_query(void)
{
	ereport(ERROR, errcode(ERRCODE_SYNTAX_ERROR),
			errmsg("the source is not a query that only reads rows"),
			errhint("Give one SELECT, VALUES or TABLE statement, or the name of a table or view."));
	pg_unreachable();
}

/* The position of a syntax error is one in the source, not in the statement. */
static void
source_position(void *query)
{
	int			position = geterrposition();

	if (position <= 0)
		return;
	errposition(0);
	internalerrposition(position);
	internalerrquery(query);
}

/* Its one statement, without a semicolon and what is behind that. */
static const char *
only_statement(char *query)
{
	ErrorContextCallback callback = {error_context_stack, source_position, query};
	List	   *statements;
	RawStmt    *statement;

	error_context_stack = &callback;
	statements = raw_parser(query, RAW_PARSE_DEFAULT);
	error_context_stack = callback.previous;
	statement = list_length(statements) == 1 ? linitial_node(RawStmt, statements) : NULL;
	if (statement == NULL || !IsA(statement->stmt, SelectStmt) || ((SelectStmt *) statement->stmt)->intoClause != NULL)
		refuse_query();
	query += Max(statement->stmt_location, 0);
	return statement->stmt_len == 0 ? query : pnstrdup(query, statement->stmt_len);
}

const char *
source_query(const text *source)
{
	char	   *query = text_to_cstring(source);
	const char *start = skip_blank(query);

	return is_query(start) ? only_statement(query) : query_of_name(start);
}

SPIPlanPtr
source_prepare(const char *query)
{
	SPIPlanPtr	plan = SPI_prepare(query, 0, NULL);
	CachedPlanSource *source;
	Query	   *prepared;

	if (plan == NULL)
		elog(ERROR, "could not prepare the query: %s", SPI_result_code_string(SPI_result));
	source = SPI_is_cursor_plan(plan) ? linitial(SPI_plan_get_plan_sources(plan)) : NULL;
	prepared = source != NULL ? linitial_node(Query, source->query_list) : NULL;
	if (prepared == NULL || prepared->commandType != CMD_SELECT || prepared->hasModifyingCTE)
		refuse_query();
	return plan;
}
