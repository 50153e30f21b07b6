"""Runs moto's server as EC2 for the tests, with the gaps closed that matter to them.

moto 5.2.1 plays EC2 well, but for these gaps; each is closed by a class or function of a file beside this one:

- looking up tags and instances takes time that grows with their number (`lookups.py`);
- an instance is never seen on its way from one state to another (`TimedState` in `states.py`);
- what is not possible in a state is done all the same: a stopped terminated instance comes back to life, a started
  running one gets a new address (`guard_states`, there);
- what was not launched for it hibernates (`refuse_hibernation`, there);
- a dry run says yes to instances that are not there (`look_before_dry_run`, there);
- a denied call has the code `AccessDenied`, where EC2 says `UnauthorizedOperation` with an encoded message, which STS
  does not decode (`denials.py`);
- writing a page of 1,000 instances takes seconds (`pages.py`).

The first line on stdout is the port as JSON. The process ends when its stdin does, so it cannot outlive the tests.
Routes of our own, beside moto's `/moto-api/`:

- `POST /launcher/transition`, body: seconds that a change of state takes from now on;
- `POST /launcher/settle`: every change under way arrives now;
- `POST /launcher/instances`, body: `{"region", "count", "namePrefix", "account"}`: that many running instances, each in
  a reservation of its own (moto's pages count reservations), much faster than over HTTP. Answers their ids. Of these
  DescribeInstances tells only the more usual fields (`pages.py`).
"""

import argparse
import json
import os
import sys
import threading
import time

# moto reads it while it is imported.
os.environ.setdefault("MOTO_EC2_LOAD_DEFAULT_AMIS", "false")

from denials import decode_messages, deny_like_ec2
from lookups import fast_lookup, fast_tags
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from pages import add_instances, fast_pages
from states import Clockwork, guard_states, look_before_dry_run, refuse_hibernation
from werkzeug.serving import WSGIRequestHandler, make_server


def own_routes(application):
    def respond(environ, start_response):
        path = environ.get("PATH_INFO", "")
        if not path.startswith("/launcher/"):
            return application(environ, start_response)
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        answer = None
        if path == "/launcher/transition":
            Clockwork.seconds = float(body)
        elif path == "/launcher/settle":
            Clockwork.settled_at = time.monotonic()
        elif path == "/launcher/instances":
            answer = add_instances(json.loads(body))
        else:
            start_response("404 Not Found", [])
            return [b""]
        start_response("200 OK", [("Content-Type", "application/json")])
        return [json.dumps(answer).encode()]

    return respond


class QuietHandler(WSGIRequestHandler):
    def log_request(self, *_args, **_kwargs) -> None:
        """One line a request would bury what matters."""


def end_with_stdin() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--transition-seconds", type=float, default=0.0)
    arguments = parser.parse_args()
    Clockwork.seconds = arguments.transition_seconds
    fast_tags()
    fast_lookup()
    guard_states()
    refuse_hibernation()
    look_before_dry_run()
    deny_like_ec2()
    decode_messages()
    fast_pages()
    application = own_routes(DomainDispatcherApplication(create_backend_app))
    server = make_server(arguments.host, arguments.port, application, threaded=True, request_handler=QuietHandler)
    print(json.dumps({"port": server.server_address[1]}), flush=True)
    threading.Thread(target=end_with_stdin, daemon=True).start()
    server.serve_forever()


if __name__ == "__main__":
    main()
