# The portal as it runs in production: one image for web, worker, beat and migrate (docker-compose.yml).

FROM node:22-slim AS front
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --omit=dev

FROM python:3.11-slim AS build
ENV PYTHONDONTWRITEBYTECODE=1
WORKDIR /app
RUN python -m venv /opt/venv
COPY requirements/tools.txt requirements/run.txt requirements/
RUN /opt/venv/bin/pip install --no-cache-dir --require-hashes -r requirements/tools.txt \
    && /opt/venv/bin/uv pip install --no-cache --python /opt/venv/bin/python --require-hashes \
        --compile-bytecode -r requirements/run.txt
COPY . .
COPY --from=front /app/node_modules node_modules
# Collecting reads the production settings; what they demand stands here with values that lead nowhere.
RUN python bin/build_assets.py \
    && set -a && . ./.ci/dummy.env && set +a \
    && DJANGO_SETTINGS_MODULE=assembly_portal.settings.production \
        /opt/venv/bin/python manage.py collectstatic --noinput \
    && rm -rf node_modules static_built .ci tests \
    && /opt/venv/bin/python -m compileall -q .

FROM python:3.11-slim
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=assembly_portal.settings.production
# A volume that is mounted there belongs to whom the folder belongs to.
RUN useradd --system --uid 10001 --home-dir /app portal \
    && install --directory --owner portal --mode 700 /library
WORKDIR /app
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
USER portal
EXPOSE 8000
CMD ["python", "-m", "assembly_portal.serving", "--host", "0.0.0.0", "--port", "8000"]
