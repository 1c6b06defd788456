-- The language server's life: how it is described to Neovim, when it starts, and what happens when it ends.

local compat = require('candor.compat')
local options = require('candor.options')
local project = require('candor.project')

-- `enabled`: whether this plugin has enabled the client; `warned`: whether it was said that the program is missing.
local M = { enabled = false, warned = false }

-- How often a server that breaks down is started again, and within which time.
local RESTARTS, WITHIN_SECONDS = 3, 180

-- When servers broke down, a list for each root.
local breakdowns = {}

-- Roots whose server is not started again before the user asks for it.
local given_up = {}

-- Clients that were told to stop and have not ended yet.
local stopping = {}

-- The client of each root, on versions without vim.lsp.enable. Neovim itself does not list those that have not answered yet.
local started = {}

local function say(message, level)
  vim.notify('candor: ' .. message, level or vim.log.levels.INFO)
end

--- What has to be done for each buffer of a client.
local function attached(client, bufnr)
  require('candor.sync').start(bufnr)
  require('candor.watch').start(client, bufnr)
end

local function counts_as_breakdown(code, signal)
  -- 15 is how Neovim ends a server that is told to stop.
  return code ~= 0 or (signal ~= 0 and signal ~= 15)
end

--- Whether a server of `root` may be started once more.
local function may_restart(root)
  local now = os.time()
  local recent = vim.tbl_filter(function(time)
    return now - time < WITHIN_SECONDS
  end, breakdowns[root] or {})
  table.insert(recent, now)
  breakdowns[root] = recent
  return #recent <= RESTARTS
end

local function on_breakdown(root, was_ready, code, signal)
  local how = signal ~= 0 and ('signal ' .. signal) or ('exit status ' .. code)
  if not was_ready then
    given_up[root] = true
    say(('the server could not start (%s): see :checkhealth candor'):format(how), vim.log.levels.ERROR)
  elseif not options.current.restart then
    given_up[root] = true
    say(('the server stopped (%s): :CandorRestart starts it again'):format(how), vim.log.levels.WARN)
  elseif may_restart(root) then
    say(('the server stopped (%s) and is started again'):format(how), vim.log.levels.WARN)
    M.attach_all()
  else
    given_up[root] = true
    say(
      ('the server stopped more than %d times in %d minutes (%s) and stays off: see :CandorLog; :CandorRestart tries again'):format(
        RESTARTS,
        WITHIN_SECONDS / 60,
        how
      ),
      vim.log.levels.ERROR
    )
  end
end

local function on_exit(code, signal, client_id)
  -- Neovim forgets the client right after this function.
  local client = vim.lsp.get_client_by_id(client_id)
  local root = client and client.config.root_dir or ''
  local was_ready = client and client.initialized or false
  -- As soon as the editor can be spoken to. Neovim 0.7 loses touch with buffers that change while no server has them.
  vim.schedule(function()
    require('candor.watch').stop(client_id)
    require('candor.structure').forget_client(client_id)
    if vim.v.exiting ~= vim.NIL then
      return
    end
    if stopping[client_id] then
      stopping[client_id] = nil
      if not next(stopping) then
        M.attach_all()
      end
    elseif counts_as_breakdown(code, signal) then
      on_breakdown(root, was_ready, code, signal)
    end
  end)
end

local function capabilities()
  local all = vim.lsp.protocol.make_client_capabilities()
  all = vim.tbl_deep_extend('force', all, options.current.capabilities or {})
  -- The server answers `candor.explain` with the page itself, and a scratch window is a better place for it than a file.
  all.window.showDocument = { support = false }
  -- The server sends findings unasked to a client that does not ask. Neovim 0.11 asks, but not again after a candor.toml has changed.
  all.textDocument.diagnostic = nil
  -- Neovim 0.7 can be asked for settings, and does not say so.
  all.workspace.configuration = true
  return all
end

--- The configuration of the client, without a root.
function M.config()
  local config = {
    name = 'candor',
    cmd = vim.deepcopy(options.current.cmd),
    settings = vim.deepcopy(options.current.settings),
    init_options = { structure = true, diagnostics = 'push' },
    capabilities = capabilities(),
    handlers = {
      ['candor/structure'] = function(_, params, ctx)
        require('candor.structure').receive(params, ctx.client_id)
      end,
    },
    commands = {
      ['candor.explain'] = function(command, ctx)
        local client = vim.lsp.get_client_by_id(ctx.client_id)
        if client then
          require('candor.explain').request(client, command.arguments)
        end
      end,
    },
    get_language_id = function(_, filetype)
      return compat.language(filetype)
    end,
    on_attach = options.current.on_attach,
    on_exit = on_exit,
  }
  if not compat.has_enable then
    local own = config.on_attach
    config.on_attach = function(client, bufnr)
      attached(client, bufnr)
      if own then
        own(client, bufnr)
      end
    end
  end
  return config
end

--- Whether a server may be started for a root.
---@param root string
---@return boolean
function M.may_start(root)
  return not given_up[root]
end

-- Neovim 0.11 says nothing when the program is missing; older ones say it for every buffer.
local function is_installed()
  local program = options.current.cmd[1]
  if vim.fn.executable(program) == 1 then
    return true
  end
  if not M.warned then
    M.warned = true
    say(("the program '%s' was not found: see :checkhealth candor"):format(program), vim.log.levels.WARN)
  end
  return false
end

--- Starts or finds the server for a buffer, on versions without vim.lsp.enable.
local function attach(bufnr)
  if not project.has(bufnr) or not is_installed() then
    return
  end
  local root = project.root(bufnr)
  if not M.may_start(root) then
    return
  end
  local client = started[root] and vim.lsp.get_client_by_id(started[root])
  if not client or client.is_stopped() then
    local config = M.config()
    config.root_dir = root
    started[root] = vim.lsp.start_client(config)
  end
  if started[root] and not vim.lsp.buf_is_attached(bufnr, started[root]) then
    vim.lsp.buf_attach_client(bufnr, started[root])
  end
end

--- Brings the buffers that are open to their servers.
function M.attach_all()
  if compat.has_enable then
    -- For buffers that are open already enabling once more does what opening them would do.
    vim.lsp.enable('candor')
    return
  end
  for _, bufnr in ipairs(vim.api.nvim_list_bufs()) do
    if vim.api.nvim_buf_is_loaded(bufnr) then
      attach(bufnr)
    end
  end
end

--- Checks drafts from now on, those that are open included.
function M.enable()
  M.enabled = true
  local group = vim.api.nvim_create_augroup('candor_enable', { clear = true })
  local on = function(events, callback)
    vim.api.nvim_create_autocmd(events, { group = group, callback = callback })
  end
  -- A buffer that had a file type before it had a name.
  on('BufWritePost', function(event)
    if project.has(event.buf) and #compat.clients(event.buf) == 0 then
      M.attach_all()
    end
  end)
  if compat.has_enable then
    on('FileType', function(event)
      if project.has(event.buf) then
        is_installed()
      end
    end)
    vim.lsp.enable('candor')
    return
  end
  on('FileType', function(event)
    attach(event.buf)
  end)
  -- Neovim 0.7 keeps findings of a buffer that was closed, opened and closed again.
  on('BufUnload', function(event)
    for _, client in ipairs(compat.clients(event.buf)) do
      vim.diagnostic.reset(vim.lsp.diagnostic.get_namespace(client.id), event.buf)
    end
  end)
  if vim.v.vim_did_enter == 1 then
    M.attach_all()
  end
end

--- Checks no more drafts, if they were checked through this plugin.
function M.disable()
  if not M.enabled then
    return
  end
  M.enabled = false
  vim.api.nvim_create_augroup('candor_enable', { clear = true })
  if compat.has_enable then
    vim.lsp.enable('candor', false)
    return
  end
  for _, client in ipairs(compat.clients()) do
    compat.call(client, 'stop')
  end
end

--- Takes over options that were changed.
function M.reconfigure()
  M.warned = false
  if compat.has_enable then
    -- Neovim keeps what lsp/candor.lua has returned; this makes it read the file again.
    vim.lsp.config('candor', {})
  end
  for _, client in ipairs(compat.clients()) do
    -- What the user's vim.lsp.config() says goes over what setup() was given.
    local settings = compat.has_enable and vim.lsp.config.candor.settings or options.current.settings
    settings = vim.deepcopy(settings)
    client.config.settings = settings
    if client.settings then
      client.settings = settings
    end
    compat.call(client, 'notify', 'workspace/didChangeConfiguration', { settings = settings })
  end
end

--- Stops all servers, and starts them again when the last has ended.
function M.restart()
  breakdowns, given_up = {}, {}
  local clients = compat.clients()
  if #clients == 0 then
    M.attach_all()
    return
  end
  for _, client in ipairs(clients) do
    stopping[client.id] = true
    compat.call(client, 'stop')
    vim.defer_fn(function()
      -- A server that hangs does not answer to being asked.
      if stopping[client.id] then
        compat.kill(client)
      end
    end, 2000)
  end
end

if compat.has_enable then
  -- Not in on_attach, which a user's vim.lsp.config() may replace.
  vim.api.nvim_create_autocmd('LspAttach', {
    group = vim.api.nvim_create_augroup('candor_attach', { clear = true }),
    callback = function(event)
      local client = vim.lsp.get_client_by_id(event.data.client_id)
      if client and client.name == 'candor' then
        attached(client, event.buf)
      end
    end,
  })
end

return M
