/* guc.h - the settings analytics.*: docs in README.md */
#ifndef AN_PG_GUC_H
#define AN_PG_GUC_H

extern int	model_cache_size;	/* analytics.model_cache_size, in kB */
extern bool enable_column_binding;	/* analytics.enable_column_binding */
extern int	max_train_memory;	/* analytics.max_train_memory, in kB */
extern int	max_train_threads;	/* analytics.max_train_threads */
extern int	max_train_memory_limit; /* what they are held to, whoever sets them */
extern int	max_train_threads_limit;	/* 0: the processors */
extern int	progress_interval;	/* analytics.progress_interval, in ms; 0: be silent */

/* Once, when the library is loaded. */
extern void guc_init(void);

#endif
