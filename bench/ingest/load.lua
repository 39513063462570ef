-- What wrk sends: `wrk -s load.lua <address> -- get|batch <run>`. Each hit is another one: a repeat would be cheaper.
local LINES = 20
local LINE = 'e?Plan=Pro&Viewed%%20URL=https%%3A%%2F%%2Fexample.com%%2Fpricing&_n=Page%%20View'
  .. '&_p=visitor-%d&_t=%d.%03d&_i=%s%012d'
local kind, run, made = 'get', '', 0

local function line()
  made = made + 1
  return LINE:format(made % 5000, os.time(), made % 1000, run, made)
end

function init(args)
  kind, run = args[1], args[2]
end

function request()
  if kind == 'get' then return wrk.format('GET', '/e?_k=demo&_d=1&' .. line():sub(3)) end
  local lines = {}
  for at = 1, LINES do lines[at] = line() end
  return wrk.format('POST', '/?_k=demo', { ['Content-Type'] = 'text/plain' }, table.concat(lines, '\n'))
end

function done(summary, latency)
  local errors = summary.errors
  io.write(('{"requests":%d,"seconds":%f,"failed":%d,"p50":%f,"p99":%f}\n'):format(
    summary.requests, summary.duration / 1e6,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
