/*
 * csv.c - import_csv, csv_table_definition: a table from a CSV file's header
 *
 * A column that some model reads as a number is double precision; every other
 * column is text.  The file itself is read by COPY.
 */
#include "postgres.h"

#include <sys/stat.h>

#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/pg_authid.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "storage/fd.h"
#include "utils/acl.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/varlena.h"

#include "pg/base/args.h"
#include "pg/files/csv_load.h"
#include "formats/csv_header.h"
#include "pg/registry/registry_write.h"
#include "pg/score/rows.h"
#include "pg/score/score_call.h"

/* A header is a line; more than this is another kind of file. */
#define MAX_HEADER (1024 * 1024)
#define HEADER_MEMORY ((size_t) 16 * 1024 * 1024)

typedef struct CsvColumn
{
	char	   *name;			/* an identifier, not quoted */
	bool		number;
	const text *model;			/* that knows the column, or NULL */
} CsvColumn;

typedef struct Csv
{
	List	   *relation;		/* the name's parts */
	char	   *delimiter;
	text	  **models;
	int			nmodels;
	int			ncolumns;
	CsvColumn  *columns;
} Csv;

/* ----- arguments ----- */

static void
get_models(ArrayType *array, Csv *csv)
{
	Datum	   *names;
	bool	   *isnull;

	deconstruct_array(array, TEXTOID, -1, false, TYPALIGN_INT, &names, &isnull, &csv->nmodels);
	csv->models = palloc0((csv->nmodels + 1) * sizeof(text *));
	for (int i = 0; i < csv->nmodels; i++)
	{
		if (isnull[i])
			ereport(ERROR, errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					errmsg("argument \"models\" must not contain null values"));
		csv->models[i] = DatumGetTextPP(names[i]);
	}
}

static char *
get_delimiter(text *value)
{
	char	   *delimiter = text_to_cstring(value);

	if (strlen(delimiter) != 1)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("invalid value for argument \"delimiter\": \"%s\"", delimiter),
				errhint("Give a single one-byte character; a tab is E'\\t'."));
	return delimiter;
}

/* ----- the header ----- */

/* As COPY: the server's files are for those who may read them. */
static void
check_file_access(void)
{
	if (!has_privs_of_role(GetUserId(), ROLE_PG_READ_SERVER_FILES))
		ereport(ERROR, errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				errmsg("permission denied to read a file of the server"),
				errdetail("Only roles with privileges of the role pg_read_server_files may do so."),
				errhint("Clients load their own files with analytics.csv_table_definition() and psql's \\copy."));
}

static void
cannot_read(const char *path)
{
	/* of which PostgreSQL makes an internal error */
	bool		impossible = errno == ENAMETOOLONG || errno == ELOOP || errno == EINVAL;

	ereport(ERROR, impossible ? errcode(ERRCODE_INVALID_PARAMETER_VALUE) : errcode_for_file_access(),
			errmsg("could not read file \"%s\": %m", path));
}

/* The file's first record, with its end of line unless the file ends there. */
static AnStr
read_first_record(const char *path)
{
	char	   *data = palloc(MAX_HEADER);
	struct stat status;
	FILE	   *file;
	size_t		size;
	bool		ended;
	AnStr		record;

	if (stat(path, &status) != 0)
		cannot_read(path);
	if (!S_ISREG(status.st_mode))	/* it is read twice; a pipe would block */
		ereport(ERROR, errcode(ERRCODE_WRONG_OBJECT_TYPE),
				errmsg("\"%s\" is not a regular file", path));
	file = AllocateFile(path, PG_BINARY_R);
	if (file == NULL)
		cannot_read(path);
	size = fread(data, 1, MAX_HEADER, file);
	if (ferror(file))
		cannot_read(path);
	FreeFile(file);
	record = an_csv_first_record(data, size, &ended);
	if (!ended && size == MAX_HEADER)
		ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("the header of file \"%s\" is longer than %d bytes", path, MAX_HEADER),
				errhint("The first line must name the columns; perhaps a quote in it is not closed."));
	return record;
}

/* A zero byte would cut the text short; the core says what it means. */
static AnStr
to_server(AnStr record, int encoding)
{
	char	   *converted;

	if (memchr(record.data, '\0', record.len) != NULL)
		return record;
	converted = pg_any_to_server(record.data, (int) record.len, encoding);
	if (converted == record.data)
		return record;
	return (AnStr) {converted, strlen(converted)};
}

static void
check_duplicates(AnEnv *env, const AnCsvHeader *header)
{
	bool		found;
	uint32_t	first;
	uint32_t	second;

	AN_RAISE_UNLESS_OK(env, an_csv_header_duplicate(env, header, &found, &first, &second));
	if (found)
		ereport(ERROR, errcode(ERRCODE_DUPLICATE_COLUMN),
				errmsg("columns %u and %u of the header have the same name \"%s\"",
					   first + 1, second + 1, header->names[first].data),
				errdetail("Names are compared as identifiers, which have at most %d bytes.", NAMEDATALEN - 1));
}

/* How many columns the header has with this delimiter; 0: none that can be read. */
static uint32
count_columns(AnStr record, char delimiter)
{
	AnCsvHeader header;
	AnEnv		env;
	uint32		count;

	pg_env_init(&env, CurrentMemoryContext, HEADER_MEMORY);
	count = an_csv_header_read(&env, record, delimiter, &header) == AN_OK ? header.count : 0;
	an_env_release(&env);
	return count;
}

/* A header of one column that another delimiter divides: a file of one column whose
 * name has a delimiter in it can quote the name. */
static void
check_delimiter(const Csv *csv, AnStr record)
{
	static const char likely[] = {',', ';', '\t', '|'};
	uint32		most = 1;
	char		best = '\0';
	const char *name = csv->columns[0].name;

	for (size_t i = 0; csv->ncolumns == 1 && i < lengthof(likely); i++)
	{
		uint32		count = count_columns(record, likely[i]);

		if (count > most)
		{
			most = count;
			best = likely[i];
		}
	}
	if (most > 1)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("the delimiter \"%s\" is not in the header", csv->delimiter),
				errdetail("The only column would be \"%s\"; another delimiter makes %u columns of it.", name, most),
				errhint("Use delimiter => %s; if it is one column, quote its name in the file.",
						best == '\t' ? "E'\\t'" : psprintf("'%c'", best)));
}

/* Names become identifiers as CREATE TABLE would make them: clipped. */
static void
parse_header(Csv *csv, AnStr record)
{
	AnCsvHeader header;
	AnEnv		env;

	pg_env_init(&env, CurrentMemoryContext, HEADER_MEMORY);
	AN_RAISE_UNLESS_OK(&env, an_csv_header_read(&env, record, csv->delimiter[0], &header));
	csv->ncolumns = (int) header.count;
	csv->columns = palloc0(header.count * sizeof(CsvColumn));
	for (uint32 i = 0; i < header.count; i++)
	{
		char	   *name = pstrdup(header.names[i].data);

		if (strlen(name) >= NAMEDATALEN)
			name[pg_mbcliplen(name, (int) strlen(name), NAMEDATALEN - 1)] = '\0';
		csv->columns[i].name = name;
		header.names[i] = (AnStr) {name, strlen(name)};
	}
	check_duplicates(&env, &header);
	an_env_release(&env);
	check_delimiter(csv, record);
}

/* ----- what the models know of the columns ----- */

static void
raise_disagreement(const CsvColumn *column, const text *model, bool number)
{
	static const char *const kinds[] = {"a category", "a number"};

	ereport(ERROR, errcode(ERRCODE_DATATYPE_MISMATCH),
			errmsg("models \"%s\" and \"%s\" disagree on column \"%s\"",
				   text_to_cstring(column->model), text_to_cstring(model), column->name),
			errdetail("It is %s for the first and %s for the second.",
					  kinds[column->number], kinds[number]),
			errhint("Load the file without one of them, and give that one a view with the column cast."));
}

static void
apply_feature(Csv *csv, const AnFeature *feature, const text *model, int *hint)
{
	NameData	name;
	bool		number = feature->kind == AN_NUMERIC;

	if (feature->kind == AN_IGNORED)
		return;
	columns_identifier(feature->name, &name);
	for (int i = 0; i < csv->ncolumns; i++)
	{
		int			at = (*hint + i) % csv->ncolumns;
		CsvColumn  *column = &csv->columns[at];

		if (strcmp(column->name, NameStr(name)) != 0)
			continue;
		if (column->model != NULL && column->number != number)
			raise_disagreement(column, model, number);
		column->model = model;
		column->number = number;
		*hint = at + 1;
		return;
	}
}

static void
apply_models(Csv *csv)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "analytics csv",
												  ALLOCSET_SMALL_SIZES);

	for (int m = 0; m < csv->nmodels; m++)
	{
		int32		version;
		const AnModel *model = an_scorer_model(score_call_scorer(csv->models[m], context, &version));
		int			hint = 0;

		for (uint32 f = 0; f < model->nfeatures; f++)
		{
			CHECK_FOR_INTERRUPTS();
			apply_feature(csv, &model->features[f], csv->models[m], &hint);
		}
	}
	MemoryContextDelete(context);
}

/* ----- the statements ----- */

static char *
column_list(const Csv *csv)
{
	StringInfoData list;

	initStringInfo(&list);
	for (int i = 0; i < csv->ncolumns; i++)
		appendStringInfo(&list, "%s%s", i > 0 ? ", " : "", quote_identifier(csv->columns[i].name));
	return list.data;
}

/* text is the type that text columns get: for people to read, or to run. */
static char *
create_statement(const Csv *csv, const char *text)
{
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfo(&sql, "CREATE TABLE %s (", NameListToQuotedString(csv->relation));
	for (int i = 0; i < csv->ncolumns; i++)
		appendStringInfo(&sql, "%s\n\t%s %s", i > 0 ? "," : "", quote_identifier(csv->columns[i].name),
						 csv->columns[i].number ? "double precision" : text);
	appendStringInfoString(&sql, "\n)");
	return sql.data;
}

/* Columns by name, so that a table that was there may have them in any order;
 * an empty field is NULL also where the file quotes it. */
static char *
copy_statement(const Csv *csv, const char *path, const char *encoding)
{
	char	   *columns = column_list(csv);

	return psprintf("COPY %s (%s) FROM %s WITH (FORMAT csv, HEADER true, DELIMITER %s, NULL '',"
					" FORCE_NULL (%s), ENCODING %s)",
					NameListToQuotedString(csv->relation), columns, quote_literal_cstr(path),
					quote_literal_cstr(csv->delimiter), columns, quote_literal_cstr(encoding));
}

/* csv_table_definition(header text, models text[], delimiter text, relation text) -> text */
AN_FUNCTION(analytics_csv_table_definition);
Datum
analytics_csv_table_definition(PG_FUNCTION_ARGS)
{
	text	   *header = args_text(fcinfo, 0, "header");
	Csv			csv = {0};

	args_not_null(fcinfo, 1, "models");
	get_models(PG_GETARG_ARRAYTYPE_P(1), &csv);
	csv.delimiter = get_delimiter(args_text(fcinfo, 2, "delimiter"));
	csv.relation = textToQualifiedNameList(args_text(fcinfo, 3, "relation"));
	parse_header(&csv, (AnStr) {VARDATA_ANY(header), VARSIZE_ANY_EXHDR(header)});
	apply_models(&csv);
	PG_RETURN_TEXT_P(cstring_to_text(create_statement(&csv, "text")));
}

static int
get_encoding(const char *name)
{
	int			encoding = pg_char_to_encoding(name);

	if (encoding < 0)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("invalid value for argument \"encoding\": \"%s\"", name),
				errhint("Give the name of an encoding that PostgreSQL knows, as UTF8, LATIN1 or WIN1252."));
	return encoding;
}

static uint64
load_csv(const Csv *csv, const char *path, const char *encoding)
{
	Oid			relation = RangeVarGetRelid(makeRangeVarFromNameList(csv->relation), NoLock, true);
	uint64		rows;

	SPI_connect();
	if (!OidIsValid(relation))
		csv_execute(create_statement(csv, "pg_catalog.text"), path);
	rows = csv_execute(copy_statement(csv, path, encoding), path);
	SPI_finish();
	return rows;
}

/* import_csv(relation text, path text, models text[], delimiter text,
 * encoding text) -> bigint: the rows loaded */
AN_FUNCTION(analytics_import_csv);
Datum
analytics_import_csv(PG_FUNCTION_ARGS)
{
	Csv			csv = {0};
	char	   *path;
	char	   *encoding_name;
	int			encoding;

	csv.relation = textToQualifiedNameList(args_text(fcinfo, 0, "relation"));
	path = text_to_cstring(args_text(fcinfo, 1, "path"));
	args_not_null(fcinfo, 2, "models");
	get_models(PG_GETARG_ARRAYTYPE_P(2), &csv);
	csv.delimiter = get_delimiter(args_text(fcinfo, 3, "delimiter"));
	encoding_name = text_to_cstring(args_text(fcinfo, 4, "encoding"));
	encoding = get_encoding(encoding_name);
	registry_allow_write("import_csv()");
	check_file_access();
	parse_header(&csv, to_server(read_first_record(path), encoding));
	apply_models(&csv);
	csv_check_file(path);
	PG_RETURN_INT64((int64) load_csv(&csv, path, encoding_name));
}
