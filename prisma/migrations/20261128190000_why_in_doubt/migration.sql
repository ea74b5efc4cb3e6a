-- By which sign the database was known to be a copy when an owner took over; null where chains were only overdue.
ALTER TABLE "Grant" ADD COLUMN "doubtfulSign" TEXT;
