-- Sends the bodies of a file, one per line, again and again:
-- wrk -s load.lua URL -- BODIES AUTHORIZATION
local requests, following = {}, 0

function init(arguments)
  local headers = { ["Content-Type"] = "application/json", ["Authorization"] = arguments[2] }
  for line in io.lines(arguments[1]) do
    requests[#requests + 1] = wrk.format("POST", nil, headers, line)
  end
end

function request()
  following = following % #requests + 1
  return requests[following]
end

function done(summary)
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests": %d, "seconds": %.6f, "refused": %d, "broken": %d}\n',
    summary.requests, summary.duration / 1e6, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout))
end
