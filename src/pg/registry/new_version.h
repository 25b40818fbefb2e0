/* new_version.h - a new version of a model, whatever its kind, into the registry */
#ifndef AN_PG_NEW_VERSION_H
#define AN_PG_NEW_VERSION_H

#include "pg/base/an_pg.h"

#include "model/model.h"

/* What a row of registry_version says of a model. */
typedef struct NewVersion
{
	text	   *name;
	struct varlena *source;		/* what export_model() gives back */
	struct varlena *image;		/* the value of type model, with a 4-byte header */
	const char *kind;
	const char *format;
	text	   *tool;
	text	   *target;
	Datum		classes;		/* text[] */
	int32		features;
	int32		features_used;
	int32		trials;
	int32		trials_used;
	int32		nodes;
	bool		has_costs;
	const char *unknown_levels;
	bool		deploy;
	const char *training;		/* JSON: how it was trained here; NULL: it was not */
} NewVersion;

/* What a model says of itself; name, source, image, format and deploy are the
 * caller's. */
extern NewVersion new_version_of_model(const AnModel *model);

/* Is this a name, and no one else's model?  Asked before the work; when it is
 * stored, with the lock, rights are looked at again. */
extern void new_version_check(const text *name);

/* Locks the model; returns the version's number. */
extern int32 new_version_store(const NewVersion *new);

#endif
