/*
 * tree_levels.c - which levels of a category go to which side
 *
 * Only the levels that the front's rows have are looked at, and of each only the
 * classes that it has, so that neither many levels nor many classes cost more
 * than the rows do.
 */
#include "train/tree_impl.h"

#include <string.h>

#define POLL_LEVELS 1024
#define AXIS_STEPS 50
#define AXIS_DONE 1e-12			/* change of a step, squared */

AnStatus
an_tree_levels_create(Tree *t)
{
	LevelWork  *w = &t->work;
	uint32_t	most = 1;

	for (uint32_t i = 0; i < t->ncategories; i++)
		if (t->data->features[t->categories[i]].nlevels > most)
			most = t->data->features[t->categories[i]].nlevels;
	if ((w->slot = an_alloc_array(t->env, most, sizeof(uint32_t))) == NULL
		|| (w->levels = an_alloc_array(t->env, most, sizeof(Level))) == NULL
		|| (w->items = an_alloc_array(t->env, most, sizeof(AnOrderItem))) == NULL
		|| (w->spare = an_alloc_array(t->env, most, sizeof(AnOrderItem))) == NULL
		|| (w->count = an_alloc_array(t->env, (size_t) t->nclasses * 4 + 1, sizeof(double))) == NULL)
		return t->env->error.status;
	w->mean = w->count + t->nclasses;
	w->axis = w->mean + t->nclasses;
	w->next = w->axis + t->nclasses;
	return AN_OK;
}

/* The levels of the front's rows in the order of appearance. */
static void
find_levels(Tree *t, const Front *front, uint32_t feature)
{
	LevelWork  *w = &t->work;
	double		mean = t->nodes[front->node].mean;

	w->nlevels = 0;
	for (uint32_t e = front->first; e < front->first + front->count; e++)
	{
		const Entry *entry = &t->entries[e];
		float		value = entry_value(t, entry, feature);
		Level	   *level;

		if (isnan(value))
			continue;
		if (w->slot[(uint32_t) value - 1] == 0)
		{
			w->levels[w->nlevels] = (Level) {.number = (uint16_t) (value - 1)};
			w->slot[(uint32_t) value - 1] = ++w->nlevels;
		}
		level = &w->levels[w->slot[(uint32_t) value - 1] - 1];
		level->rows++;
		level->weight += entry->weight;
		if (t->nclasses == 0)
			level->sum += entry->weight * (t->data->y[entry->row] - mean);
	}
}

static AnStatus
make_room(Tree *t)
{
	LevelWork  *w = &t->work;
	size_t		rows = 0;
	size_t		cells = 0;

	for (uint32_t l = 0; l < w->nlevels; l++)
	{
		w->levels[l].member = (uint32_t) rows;
		rows += w->levels[l].rows;
		cells += w->levels[l].rows < t->nclasses ? w->levels[l].rows : t->nclasses;
	}
	return AN_MAKE_ROOM(t->env, w->members, w->member_room, rows)
		&& AN_MAKE_ROOM(t->env, w->cells, w->cell_room, cells) ? AN_OK : t->env->error.status;
}

/* The front's entries, level by level; levels[].rows is counted anew. */
static void
list_members(Tree *t, const Front *front, uint32_t feature)
{
	LevelWork  *w = &t->work;

	for (uint32_t l = 0; l < w->nlevels; l++)
		w->levels[l].rows = 0;
	for (uint32_t e = front->first; e < front->first + front->count; e++)
	{
		float		value = entry_value(t, &t->entries[e], feature);
		Level	   *level;

		if (isnan(value))
			continue;
		level = &w->levels[w->slot[(uint32_t) value - 1] - 1];
		w->members[level->member + level->rows++] = e;
	}
}

/* What each level has of each class that it has. */
static void
count_cells(Tree *t)
{
	LevelWork  *w = &t->work;
	uint32_t	next = 0;

	for (uint32_t l = 0; l < w->nlevels; l++)
	{
		Level	   *level = &w->levels[l];

		level->cell = next;
		for (uint32_t i = level->member; i < level->member + level->rows; i++)
		{
			const Entry *entry = &t->entries[w->members[i]];

			if (w->count[entry->klass] == 0)
				w->cells[next++].klass = entry->klass;
			w->count[entry->klass] += entry->weight;
		}
		level->cells = next - level->cell;
		for (uint32_t c = level->cell; c < next; c++)
		{
			w->cells[c].weight = w->count[w->cells[c].klass];
			w->count[w->cells[c].klass] = 0;
		}
	}
}

/* What of a class's number by class the level's shares make together. */
static double
project(const LevelWork *w, const Level *level, const double *by_class)
{
	double		sum = 0;

	for (uint32_t c = level->cell; c < level->cell + level->cells; c++)
		sum += w->cells[c].weight * by_class[w->cells[c].klass];
	return sum / level->weight;
}

/* The mean shares, and the level that differs most from them, to begin with. */
static void
begin_axis(Tree *t)
{
	LevelWork  *w = &t->work;
	double		total = 0;
	double		most = -1;
	double		square = 0;
	uint32_t	farthest = 0;

	memset(w->mean, 0, t->nclasses * sizeof(double));
	for (uint32_t l = 0; l < w->nlevels; l++)
	{
		total += w->levels[l].weight;
		for (uint32_t c = w->levels[l].cell; c < w->levels[l].cell + w->levels[l].cells; c++)
			w->mean[w->cells[c].klass] += w->cells[c].weight;
	}
	for (uint32_t k = 0; k < t->nclasses; k++)
	{
		w->mean[k] /= total;
		square += w->mean[k] * w->mean[k];
	}
	for (uint32_t l = 0; l < w->nlevels; l++)
	{
		const Level *level = &w->levels[l];
		double		apart = square - 2 * project(w, level, w->mean);

		for (uint32_t c = level->cell; c < level->cell + level->cells; c++)
			apart += (w->cells[c].weight / level->weight) * (w->cells[c].weight / level->weight);
		if (apart * level->weight > most)
		{
			most = apart * level->weight;
			farthest = l;
		}
	}
	for (uint32_t k = 0; k < t->nclasses; k++)
		w->axis[k] = -w->mean[k];
	for (uint32_t c = w->levels[farthest].cell; c < w->levels[farthest].cell + w->levels[farthest].cells; c++)
		w->axis[w->cells[c].klass] += w->cells[c].weight / w->levels[farthest].weight;
}

/* Makes next a unit vector and the axis; returns how far, squared, it moved. */
static double
turn_axis(Tree *t)
{
	LevelWork  *w = &t->work;
	double		length = 0;
	double		moved = 0;
	double	   *old = w->axis;

	for (uint32_t k = 0; k < t->nclasses; k++)
		length += w->next[k] * w->next[k];
	length = sqrt(length);
	for (uint32_t k = 0; k < t->nclasses; k++)
	{
		if (length > 0)
			w->next[k] /= length;
		moved += (w->next[k] - old[k]) * (w->next[k] - old[k]);
	}
	w->axis = w->next;
	w->next = old;
	return length > 0 ? moved : 0;
}

/*
 * The first principal component of the levels' class shares, by their weight:
 * the power method, where the matrix is never made.  The shares' mean adds
 * nothing to the sum, since the projections add up to 0.
 */
static AnStatus
find_axis(Tree *t)
{
	LevelWork  *w = &t->work;

	begin_axis(t);
	for (int step = 0; step < AXIS_STEPS; step++)
	{
		double		origin = 0;

		AN_TRY(an_poll(t->env));
		memset(w->next, 0, t->nclasses * sizeof(double));
		for (uint32_t k = 0; k < t->nclasses; k++)
			origin += w->mean[k] * w->axis[k];
		for (uint32_t l = 0; l < w->nlevels; l++)
		{
			double		place = project(w, &w->levels[l], w->axis) - origin;

			for (uint32_t c = w->levels[l].cell; c < w->levels[l].cell + w->levels[l].cells; c++)
				w->next[w->cells[c].klass] += place * w->cells[c].weight;
		}
		if (turn_axis(t) < AXIS_DONE)
			break;
	}
	return AN_OK;
}

static AnStatus
order_levels(Tree *t)
{
	LevelWork  *w = &t->work;

	if (t->nclasses > 2)
		AN_TRY(find_axis(t));
	else if (t->nclasses == 2)
	{
		w->axis[0] = 0;
		w->axis[1] = 1;
	}
	for (uint32_t l = 0; l < w->nlevels; l++)
	{
		Level	   *level = &w->levels[l];

		level->key = t->nclasses == 0 ? level->sum / level->weight : project(w, level, w->axis);
		w->items[l] = (AnOrderItem) {level->key, l};
	}
	return an_order(t->env, w->items, w->nlevels, w->spare);
}

static void
add_level(Tree *t, Tally *side, const Level *level, double sign)
{
	if (t->nclasses == 0)
	{
		side->weight += sign * level->weight;
		side->sum += sign * level->sum;
	}
	for (uint32_t c = level->cell; c < level->cell + level->cells; c++)
		tally_class(t, side, t->work.cells[c].klass, sign * t->work.cells[c].weight);
}

/* Fills the right side with all levels and moves one after the other over. */
static AnStatus
divide_in_order(Tree *t, Front *front, uint32_t feature, uint32_t *left)
{
	LevelWork  *w = &t->work;
	double		nothing;

	an_tree_tally_clear(t, &t->sides[0]);
	an_tree_tally_clear(t, &t->sides[1]);
	for (uint32_t l = 0; l < w->nlevels; l++)
		add_level(t, &t->sides[1], &w->levels[l], 1);
	nothing = an_tree_purity(t, &t->sides[1]);
	*left = 0;
	for (uint32_t l = 0; l + 1 < w->nlevels; l++)
	{
		if (l % POLL_LEVELS == 0)
			AN_TRY(an_poll(t->env));
		add_level(t, &t->sides[0], &w->levels[w->items[l].id], 1);
		add_level(t, &t->sides[1], &w->levels[w->items[l].id], -1);
		if (an_tree_consider(t, front, feature, nothing))
			*left = l + 1;
	}
	return AN_OK;
}

/* left: how many levels of the order go to the left side, 0: there is no split
 * that is better than what the front has. */
static AnStatus
search_front(Tree *t, Front *front, uint32_t feature, uint32_t *left)
{
	LevelWork  *w = &t->work;

	AN_TRY(an_poll(t->env));
	find_levels(t, front, feature);
	if (t->nclasses > 0)
	{
		AN_TRY(make_room(t));
		list_members(t, front, feature);
		count_cells(t);
	}
	for (uint32_t l = 0; l < w->nlevels; l++)
		w->slot[w->levels[l].number] = 0;
	*left = 0;
	if (w->nlevels < 2)
		return AN_OK;
	AN_TRY(order_levels(t));
	return divide_in_order(t, front, feature, left);
}

AnStatus
an_tree_search_levels(Tree *t, uint32_t feature)
{
	for (uint32_t i = 0; i < t->nfronts; i++)
	{
		uint32_t	left;

		AN_TRY(search_front(t, &t->fronts[i], feature, &left));
	}
	return AN_OK;
}

AnStatus
an_tree_divide_levels(Tree *t, Front *front, uint16_t *branches)
{
	const LevelWork *w = &t->work;
	uint32_t	feature = front->best.feature;
	uint32_t	left;

	front->best = (Split) {.feature = NOWHERE};
	AN_TRY(search_front(t, front, feature, &left));
	for (uint32_t l = 0; l < t->data->features[feature].nlevels; l++)
		branches[l] = AN_NO_BRANCH;
	for (uint32_t l = 0; l < w->nlevels; l++)
		branches[w->levels[w->items[l].id].number] = l >= left;
	return AN_OK;
}
