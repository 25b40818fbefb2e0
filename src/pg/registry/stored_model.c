/* stored_model.c - stored models, for functions that read out what is in them */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/snapmgr.h"

#include "model/levels.h"
#include "pg/registry/stored_model.h"

ModelRow
stored_model_row(FunctionCallInfo fcinfo, const text *name, int version, ModelRight right)
{
	Snapshot	snapshot = GetActiveSnapshot();

	registry_check(name, snapshot, right);
	return registry_get(name, !PG_ARGISNULL(version), PG_ARGISNULL(version) ? 0 : PG_GETARG_INT32(version),
						snapshot);
}

struct varlena *
stored_model_image(const text *name, ModelRow row)
{
	struct varlena *image = registry_image(row.id, GetActiveSnapshot());

	if (image == NULL)
		registry_no_such_version(name, row.version);
	return image;
}

text *
stored_model_level(const AnFeature *feature, uint32 index)
{
	AnStr		level = feature->levels[index];
	AnStr		readable;
	char	   *copy = pnstrdup(level.data, level.len);

	readable.data = copy;
	readable.len = an_level_readable(feature, copy, level.len);
	return pg_text_for_display(readable);
}
