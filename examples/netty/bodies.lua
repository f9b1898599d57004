-- Posts bodies of 200 B to 256 KiB in turns.
local sizes = {200, 1024, 4096, 16384, 65536, 262144}
local requests = {}
local turn = 0

function init(arguments)
    for i, size in ipairs(sizes) do
        requests[i] = wrk.format("POST", "/", nil, string.rep("x", size))
    end
end

function request()
    turn = turn % #requests + 1
    return requests[turn]
end
