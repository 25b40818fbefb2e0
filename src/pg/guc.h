/* guc.h - the settings analytics.* */
#ifndef AN_PG_GUC_H
#define AN_PG_GUC_H

extern void guc_init(void);

#endif
