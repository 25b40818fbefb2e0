/* new_version.c - a new version of a model, whatever its kind, into the registry */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/snapmgr.h"

#include "pg/registry/new_version.h"
#include "pg/registry/registry.h"
#include "pg/registry/registry_write.h"

static void
check_name(const text *name)
{
	const char *data = VARDATA_ANY(name);
	size_t		len = VARSIZE_ANY_EXHDR(name);

	if (len == 0 || len > REGISTRY_MAX_NAME)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("invalid model name"),
				errdetail("A name has 1 to %d bytes, this one has %zu.", REGISTRY_MAX_NAME, len));
	for (size_t i = 0; i < len; i++)
		if ((unsigned char) data[i] < 0x20 || data[i] == 0x7f)
			ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("invalid model name"),
					errdetail("A name has no control characters, this one has one at byte %zu.",
							  i + 1));
}

void
new_version_check(const text *name)
{
	bool		exists;

	check_name(name);
	(void) registry_right(name, GetActiveSnapshot(), &exists);
	if (exists)
		registry_check_manage(name, GetActiveSnapshot());
}

static Datum
class_array(const AnModel *model)
{
	Datum	   *names = palloc(model->nclasses * sizeof(Datum));

	for (uint32_t i = 0; i < model->nclasses; i++)
		names[i] = PointerGetDatum(pg_text_from_core(model->classes[i]));
	return PointerGetDatum(construct_array(names, (int) model->nclasses, TEXTOID, -1, false,
										   TYPALIGN_INT));
}

/* What single precision leaves of a number is no feature to a person. */
static int32
count_features(const AnModel *model, bool used_only)
{
	int32		count = 0;

	for (uint32_t i = 0; i < model->nfeatures; i++)
		count += model->features[i].part != AN_REST && (model->features[i].used || !used_only);
	return count;
}

static const char *
unknown_name(uint8 unknown)
{
	return unknown == AN_UNKNOWN_ERROR ? "error" : unknown == AN_UNKNOWN_MISSING ? "missing" : "other";
}

/* What the registry counts: rules, nodes of trees, weights of a linear model. */
static uint32
node_count(const AnModel *m)
{
	switch ((AnModelKind) m->kind)
	{
		case AN_TREES:
			return m->nnodes;
		case AN_RULES:
			return m->nrules;
		case AN_FOREST:
			return m->forest->nnodes;
		case AN_LINEAR:
			return m->linear->nweights;
	}
	return 0;
}

NewVersion
new_version_of_model(const AnModel *m)
{
	static const char *const kinds[] = {
		[AN_TREES] = "trees", [AN_RULES] = "rules", [AN_FOREST] = "forest", [AN_LINEAR] = "linear"
	};
	NewVersion	version = {
		.kind = kinds[m->kind],
		.tool = pg_text_from_core(m->tool),
		.target = pg_text_from_core(m->target),
		.classes = class_array(m),
		.features = count_features(m, false),
		.features_used = count_features(m, true),
		.trials = (int32) (m->forest != NULL ? m->forest->ntrees : m->ntrials),
		.trials_used = (int32) (m->forest != NULL ? m->forest->ntrees : m->trials_used),
		.nodes = (int32) node_count(m),
		.has_costs = m->has_costs,
		.unknown_levels = unknown_name(m->unknown),
	};

	return version;
}

static Datum
user_name(Oid user)
{
	return CStringGetTextDatum(GetUserNameFromId(user, false));
}

/* Makes the model's row: version 1, or 0 where another session has made it. */
static int32
first_version(const NewVersion *new, Oid user)
{
	Oid			types[] = {TEXTOID, TEXTOID, BOOLOID};
	Datum		values[] = {
		PointerGetDatum(new->name),
		user_name(user),
		BoolGetDatum(new->deploy)
	};
	int32		version = 0;

	registry_execute("INSERT INTO %1$s.registry (name, owner, deployed, last_version)"
					 " VALUES ($1, $2::name, CASE WHEN $3 THEN 1 END, 1)"
					 " ON CONFLICT DO NOTHING RETURNING last_version",
					 lengthof(types), types, values, &version);
	return version;
}

static int32
next_version(const NewVersion *new)
{
	Oid			types[] = {TEXTOID, BOOLOID};
	Datum		values[] = {PointerGetDatum(new->name), BoolGetDatum(new->deploy)};
	int32		version = 0;

	registry_execute("UPDATE %1$s.registry SET last_version = last_version + 1,"
					 " deployed = CASE WHEN $2 THEN last_version + 1 ELSE deployed END"
					 " WHERE name = $1 RETURNING last_version",
					 lengthof(types), types, values, &version);
	return version;
}

static void
insert_version(const NewVersion *new, int32 version, Oid user)
{
	Oid			versions = registry_oids().versions;
	Oid			image_type = get_atttype(versions, get_attnum(versions, "image"));
	Oid			types[] = {
		TEXTOID, INT4OID, image_type, BYTEAOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID,
		TEXTARRAYOID, INT4OID, INT4OID, INT4OID, INT4OID, INT4OID, BOOLOID, TEXTOID,
		INT8OID, INT8OID, TEXTOID, TEXTOID
	};
	Datum		values[] = {
		PointerGetDatum(new->name),
		Int32GetDatum(version),
		PointerGetDatum(new->image),
		PointerGetDatum(new->source),
		CStringGetTextDatum(new->kind),
		CStringGetTextDatum(new->format),
		PointerGetDatum(new->tool),
		PointerGetDatum(new->target),
		new->classes,
		Int32GetDatum(new->features),
		Int32GetDatum(new->features_used),
		Int32GetDatum(new->trials),
		Int32GetDatum(new->trials_used),
		Int32GetDatum(new->nodes),
		BoolGetDatum(new->has_costs),
		CStringGetTextDatum(new->unknown_levels),
		Int64GetDatum((int64) VARSIZE(new->image) - VARHDRSZ),
		Int64GetDatum((int64) VARSIZE_ANY_EXHDR(new->source)),
		user_name(user),
		CStringGetTextDatum(new->training != NULL ? new->training : "")
	};

	registry_execute("INSERT INTO %1$s.registry_version (name, version, image, source, kind,"
					 " format, tool, target, classes, features, features_used, trials,"
					 " trials_used, nodes, has_costs, unknown_levels, image_bytes,"
					 " source_bytes, imported_by, training)"
					 " VALUES ($1, $2, $3, $4, $5::text, $6::text, $7, $8, $9, $10, $11, $12,"
					 " $13, $14, $15, $16::text, $17, $18, $19::name, nullif($20, '')::jsonb)",
					 lengthof(types), types, values, NULL);
}

int32
new_version_store(const NewVersion *new)
{
	Oid			user = GetUserId();
	int32		version = 0;

	while (version == 0)
	{
		bool		exists = registry_lock_model(new->name);
		RegistryWriter writer;

		if (!exists && registry_wait_for_maker(new->name))
			continue;
		registry_begin_write(&writer);
		version = exists ? next_version(new) : first_version(new, user);
		if (version != 0)
			insert_version(new, version, user);
		registry_end_write(&writer);
	}
	return version;
}
