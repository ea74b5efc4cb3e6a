/** The database's count of transactions, in its halves; for `ROW_TRANSACTION`, as a subquery `c`. */
export const TRANSACTION_CLOCK = `SELECT t.now_xid - (t.now_xid % 4294967296) AS epoch, t.now_xid % 4294967296 AS low
    FROM (SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS now_xid) t`

/** The transaction that wrote a row `r`: its header holds the low half of the number. */
export const ROW_TRANSACTION = `(CASE WHEN r.xmin::text::bigint > c.low THEN c.epoch - 4294967296 ELSE c.epoch END
  + r.xmin::text::bigint)::text::xid8`
