# Tenantry as an image: one for web, keepers and commands. BASE has Node and npm; what runs needs Node alone, and no shell.
ARG BASE=docker.io/library/node:24.22.1-bookworm-slim

FROM ${BASE} AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --include=dev --no-audit --no-fund --loglevel=error
COPY . .
RUN npm run build
# PostgreSQL runs for users that have a name only.
RUN cp /etc/passwd /build/passwd && echo "tenantry:x:10001:10001::/data:/usr/sbin/nologin" >> /build/passwd

FROM ${BASE}
COPY --from=build /build/passwd /etc/passwd
COPY --from=build /build/dist /opt/tenantry
# Holds the embedded database and generated secrets where there are any, and the keeper's memory of its database.
COPY --from=build --chown=10001:10001 /build/deploy/compose/data /data
ENV NODE_ENV=production DATA_DIR=/data MALLOC_ARENA_MAX=2
WORKDIR /data
USER 10001:10001
VOLUME /data
EXPOSE 3000 3001
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["node", "/opt/tenantry/tenantry.mjs", "health", "web"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "/opt/tenantry/tenantry.mjs"]
CMD ["start"]
