/*
 * score_call.h - one call site of a scoring function
 *
 * What is looked up once for a call site and kept in fn_extra: the model, how
 * the row binds to it, the class.  A row after the first costs no lookup.
 */
#ifndef AN_PG_SCORE_CALL_H
#define AN_PG_SCORE_CALL_H

#include "pg/base/an_pg.h"

#include "access/htup_details.h"

#include "pg/registry/deployed.h"
#include "pg/score/model_cache.h"
#include "pg/base/row_type.h"
#include "pg/score/rows.h"

typedef struct ScoreCall ScoreCall;
struct ScoreCall
{
	ScoreCall  *next;			/* of the same call site, for another model */
	MemoryContext context;		/* everything here; child of fn_mcxt */
	const AnScorer *scorer;
	RowSource	row;
	AnCase		c;
	Datum		model;			/* copy of the model argument */
	bool		may_read;		/* the user was found to have that right to the model */
	bool		model_by_name;	/* then: */
	CachedModel *cached;
	VersionKey	version;
	SeenFor		seen;			/* what that is the deployed version for */
	bool		only;			/* for whoever knows it: all rows have these arguments */
	text	   *options;		/* copy of unknown_levels */
	text	   *klass;			/* copy of the class argument, or NULL */
	uint32		klass_index;
	TupleDesc	desc;			/* of the row type bound to, or NULL */
	RowType		row_type;
	Datum	   *values;			/* of this row */
	bool	   *isnull;
	MemoryContext other_rows;	/* of desc and what follows it after the first row type, or NULL */
	text	  **class_names;	/* by class, made once */
	void	   *extra;			/* of the function that owns the call site, in context */
	/* bound_bind.c; where columns come from a slot: */
	int			last_column;	/* the last that it must have ready, or 0 */
	int			slot_varno;		/* which slot */
	const struct TuplePlan *plan;	/* or the tuple that it has is read directly */
	struct TupleTableSlot *fetched; /* or into which the row is fetched from */
	Oid			table;			/* this table */
	/* where they are arguments: */
	int			ngathers;
	int		   *gathers;		/* number of columns of each gather() */
	/* and where the row is fetched, since it needs others: */
	bool		elsewhere;
	int			place;			/* its ctid's index, or below 0 a system column; */
	int			place_table;	/* its tableoid's, likewise; 0: it is */
	Oid			only_table;		/* this one's; */
	const int16 *numbers;		/* by these of its columns, or NULL: by name */
	int			nnumbers;
	ScoreCall  *tables;			/* one for each table that rows came from */
};

/* The call's state for these arguments, built again only when they differ from
 * the previous row's; and this row deformed. */
extern ScoreCall *score_call_begin(FunctionCallInfo fcinfo, bool by_name, text *unknown_levels);

/* For functions that show what is in the model: raises unless the user may read
 * the model that was named. */
extern void score_call_check_read(ScoreCall *call);

/* A state for a scorer that is pinned by context already. */
extern ScoreCall *score_call_create(MemoryContext context, const AnScorer *scorer, text *unknown_levels);

/* The deployed version of a model that the caller may use; pinned by context. */
extern const AnScorer *score_call_scorer(const text *name, MemoryContext context, int32 *version);

/* A state for it, or for another version, where there is no call site; and its binding to rows like
 * desc, whose values the caller then puts into values and isnull. */
extern ScoreCall *score_call_open(MemoryContext context, const text *name, text *unknown_levels,
								  int32 *version);
extern ScoreCall *score_call_open_version(MemoryContext context, const text *name, text *unknown_levels,
										  int32 version);
extern void score_call_bind(ScoreCall *call, TupleDesc desc);

/* Scores the row; the class, from 0. */
extern uint32 score_call_run(ScoreCall *call);

/* The class named by the argument; raises when the model has no such class. */
extern uint32 score_call_class(ScoreCall *call, text *klass);

extern text *score_call_class_name(ScoreCall *call, uint32 klass);
/* Raises unless the model predicts classes, or a number. */
extern void score_call_want_classes(const ScoreCall *call);
extern void score_call_want_value(const ScoreCall *call);

/* The same as a result that outlives the call's own copy. */
extern Datum score_call_class_datum(ScoreCall *call, uint32 klass);
extern Datum score_call_probabilities(const ScoreCall *call);	/* float8[] */

/* The model as messages call it. */
extern const char *score_call_model_name(const ScoreCall *call);

#endif
