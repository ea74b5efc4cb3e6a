-- When a service fetched last, and how often by day, without reading all that it ever fetched.
BEGIN;

-- CreateIndex
CREATE INDEX "TokenFetch_serviceId_day_idx" ON "TokenFetch"("serviceId", "day" DESC);

COMMIT;
