# The issuer service. Build from the repository root: docker build -f docker/issuer.Dockerfile -t eduwallet-issuer .
FROM node:24.21.0-bookworm-slim AS install
WORKDIR /app
COPY package.json pnpm-workspace.yaml pnpm-lock.yaml ./
COPY patches ./patches
COPY packages ./packages
COPY services/issuer ./services/issuer
# Only this service and what it imports; the node binary from npm is not needed here.
RUN npx --yes pnpm@10.34.9 install --frozen-lockfile --prod --no-optional --filter @eduwallet/issuer...

FROM node:24.21.0-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=install --chown=root:root /app ./
RUN install -d -o node -g node /data
# In a container the address to listen on is the container's own; the published port decides who can reach it.
ENV ISSUER_HOST=0.0.0.0 ISSUER_DATA_DIRECTORY=/data
USER node
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.ISSUER_PORT ?? 8080) + '/livez').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# The flags keep its memory flat: services/node-flags.ts.
CMD ["node", "--max-semi-space-size=8", "--heap-growing-percent=100", "services/issuer/src/main.ts"]
