# The collector, built from this folder. Data is in /data: give it a volume with a name.
FROM docker.io/library/node:24-bookworm-slim AS build
WORKDIR /src
COPY . .
RUN npm ci && npm run release:pack \
  && npm install --prefix /opt/kmq --omit=dev --no-audit --no-fund ./build/packages/kmq-collector-*.tgz \
    @aws-sdk/client-s3@3 @aws-sdk/lib-storage@3

FROM docker.io/library/node:24-bookworm-slim
COPY --from=build /opt/kmq /opt/kmq
RUN install -d -o 1000 -g 1000 -m 700 /data
ENV NODE_ENV=production NODE_OPTIONS=--max-semi-space-size=32 KMQ_HOST=0.0.0.0 KMQ_DATA=/data KMQ_CONTAINER=true
USER 1000:1000
VOLUME /data
EXPOSE 8484
HEALTHCHECK --start-period=30s CMD ["node", "-e", "fetch('http://127.0.0.1:'+(Number(process.env.KMQ_PORT)||8484)+'/healthz').then(({ok})=>process.exit(ok?0:1),()=>process.exit(1))"]
ENTRYPOINT ["/opt/kmq/node_modules/.bin/kmq-collector"]
