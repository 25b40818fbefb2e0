/* draw.c - draw_tree: a model's trees as text */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/memutils.h"

#include "pg/base/args.h"
#include "pg/registry/model.h"
#include "model/draw.h"
#include "pg/registry/stored_model.h"

/* More than a person reads, and less than a text may have. */
#define MAX_DRAWING ((size_t) 1024 * 1024)

static int32
get_tree(FunctionCallInfo fcinfo)
{
	int32		tree = args_int32(fcinfo, 1, "tree");

	if (tree < 1)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("tree must be at least 1"));
	return tree;
}

/* NULL: everything. */
static uint32
get_max_depth(FunctionCallInfo fcinfo)
{
	int32		max_depth = PG_ARGISNULL(2) ? PG_INT32_MAX : PG_GETARG_INT32(2);

	if (max_depth < 0)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("max_depth must be at least 0"));
	return (uint32) max_depth;
}

static text *
draw(struct varlena *image, int32 tree, uint32 max_depth)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "analytics draw",
												  ALLOCSET_DEFAULT_SIZES);
	AnEnv		env;
	AnStr		drawn;
	text	   *result;

	pg_env_init(&env, context, PG_MODEL_MEMORY);
	AN_RAISE_UNLESS_OK(&env, an_draw_tree(&env, pg_model_decode(&env, image), (uint32) tree - 1, max_depth,
										  MAX_DRAWING, &drawn));
	result = pg_text_for_display(drawn);
	MemoryContextDelete(context);
	return result;
}

/* draw_tree(name text, tree integer, max_depth integer, version integer) -> text */
AN_FUNCTION(analytics_draw_tree_name);
Datum
analytics_draw_tree_name(PG_FUNCTION_ARGS)
{
	text	   *name = args_text(fcinfo, 0, "name");
	int32		tree = get_tree(fcinfo);
	uint32		max_depth = get_max_depth(fcinfo);

	PG_RETURN_TEXT_P(draw(stored_model_image(name, stored_model_row(fcinfo, name, 3, RIGHT_READ)), tree, max_depth));
}

/* draw_tree(model model, tree integer, max_depth integer) -> text */
AN_FUNCTION(analytics_draw_tree_model);
Datum
analytics_draw_tree_model(PG_FUNCTION_ARGS)
{
	int32		tree = get_tree(fcinfo);
	uint32		max_depth = get_max_depth(fcinfo);

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(draw(PG_GETARG_VARLENA_PP(0), tree, max_depth));
}
