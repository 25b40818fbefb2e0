/*
 * query_rows.h - the rows of a query, scored one after the other
 *
 * Contract
 *  1. The query runs as the caller, read-only and in the caller's snapshot, and
 *     is read in batches: any number of rows, constant memory.
 *  2. Rows are numbered from 1 in the order of the query; an error that one
 *     raises says which it was.
 */
#ifndef AN_PG_QUERY_ROWS_H
#define AN_PG_QUERY_ROWS_H

#include "pg/base/an_pg.h"

#include "pg/score/score_call.h"

typedef struct QueryRows QueryRows;
struct QueryRows
{
	const char *query;
	MemoryContext context;		/* of everything that lives as long as this */
	MemoryContext row_context;	/* reset for every row */
	text	   *model;			/* its name; NULL: a value */
	int32		version;		/* of the named model */
	ScoreCall  *call;			/* bound to the query's columns; has the row's values */
	int64		rows;			/* so far, this one included */
	/* the caller's: once, before the first row; */
	void		(*bind) (QueryRows *rows, TupleDesc desc);
	/* for every row, in row_context; false: no more rows are wanted */
	bool		(*visit) (QueryRows *rows);
};

/*
 * Sets all but bind and visit, for a function whose arguments are a model, a source
 * (source.h) and more.  version: the argument with the version of the named model, of
 * which NULL means the deployed one; or that the model is a value.  context is made here,
 * below the current one, and deleted by query_rows_end().
 */
#define QUERY_ROWS_BY_VALUE (-1)
extern void query_rows_begin(QueryRows *rows, FunctionCallInfo fcinfo, int version);
extern void query_rows_run(QueryRows *rows);
extern void query_rows_end(QueryRows *rows);

/* The same for rows that come from elsewhere, by a model value: begin, set bind
 * and visit, bind, then visit with every row's values in call. */
extern void query_rows_begin_value(QueryRows *rows, struct varlena *model);
extern void query_rows_bind(QueryRows *rows, TupleDesc desc);
extern bool query_rows_visit(QueryRows *rows);

/* A column of the query; attnum 0: there is none. */
typedef struct QueryColumn
{
	int			attnum;
	Oid			type;			/* base type */
	ValueText	text;
} QueryColumn;

/* Types of classes, and of numbers. */
extern bool query_is_class(Oid type);
extern bool query_is_number(Oid type);

/* Finds the column of that name; raises when it does not fit.  wanted: what to
 * cast it to. */
extern void query_column_find(QueryColumn *column, TupleDesc desc, const char *name,
							  bool (*fits) (Oid type), const char *wanted, MemoryContext context);

/* In this row: is there a value?  The value, as value_text() has it, or as a
 * number. */
extern bool query_column_is_null(const QueryRows *rows, const QueryColumn *column);
extern char *query_column_text(const QueryRows *rows, QueryColumn *column);
extern double query_column_number(const QueryRows *rows, QueryColumn *column);

#endif
