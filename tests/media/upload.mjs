// Uploads a file with tus-js-client, lets go of it twice in the middle and takes it up again; prints its address.
import fs from "node:fs";
import { createRequire } from "node:module";

const [endpoint, token, path, modules, chunk] = process.argv.slice(2);
const tus = createRequire(modules)("tus-js-client");
const size = fs.statSync(path).size;

function send(uploadUrl, stopAt) {
  return new Promise((resolve, reject) => {
    const upload = new tus.Upload(fs.createReadStream(path), {
      endpoint,
      uploadUrl,
      uploadSize: size,
      chunkSize: Number(chunk),
      headers: { Authorization: `Bearer ${token}` },
      metadata: { filename: "photo.jpg" },
      retryDelays: [0, 50, 100, 200, 400],
      onError: reject,
      onProgress: (sent) => {
        if (sent >= stopAt) upload.abort().then(() => resolve(upload.url), reject);
      },
      onSuccess: () => resolve(upload.url),
    });
    upload.start();
  });
}

const url = await send(undefined, 1_000_000);
await send(url, 2_000_000);
await send(url, Infinity);
console.log(url);
