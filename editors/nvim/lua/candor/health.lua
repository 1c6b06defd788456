-- What `:checkhealth candor` says: everything that has to be in place, and what to do about what is not.

local compat = require('candor.compat')
local options = require('candor.options')
local project = require('candor.project')

local M = {}

local function first_line(text)
  return vim.trim(vim.split(vim.trim(text or ''), '\n')[1] or '')
end

local function run(command)
  local ok, output = pcall(vim.fn.system, command)
  return ok and vim.v.shell_error == 0, first_line(output)
end

local function editor(health)
  health.start('Neovim')
  local version = vim.version()
  local name = ('Neovim %d.%d.%d'):format(version.major, version.minor, version.patch)
  if vim.fn.has('nvim-0.7') == 0 then
    health.error(name .. ' is too old', { 'candor needs 0.7 or later' })
  elseif compat.has_enable then
    health.ok(name .. ": servers are started by vim.lsp.enable('candor')")
  else
    health.ok(name .. ': servers are started by this plugin')
  end
end

local function program(health)
  health.start('the program')
  local name = options.current.cmd[1]
  if vim.fn.executable(name) == 0 then
    health.error(("'%s' was not found"):format(name), {
      'install it: `cargo install --path .` in the folder of candor',
      "or name its place: require('candor').setup({ cmd = { '/path/to/candor', 'server' } })",
    })
    return
  end
  if options.current.cmd[2] ~= 'server' then
    health.info('it is a command of your own: ' .. table.concat(options.current.cmd, ' '))
    return
  end
  local works, version = run({ name, '--version' })
  if not works then
    health.error(("'%s' does not run: %s"):format(vim.fn.exepath(name), version))
    return
  end
  health.ok(('%s is %s'):format(vim.fn.exepath(name), version))
  if not run({ name, 'server', '--help' }) then
    health.error('it has no language server', { 'install a newer version' })
  end
end

local function setup(health)
  health.start('options')
  if #options.mistakes == 0 then
    health.ok('setup() was given nothing wrong')
  end
  for _, mistake in ipairs(options.mistakes) do
    health.error(mistake, { 'see :help candor-options' })
  end
  if options.current.enabled == false then
    health.info('drafts are not checked by themselves (enabled = false)')
  end
end

local function servers(health)
  health.start('servers')
  local clients = compat.clients()
  if #clients == 0 then
    health.warn(
      'no server is running',
      { 'open a draft: a file of type ' .. table.concat(options.current.filetypes, ' or ') }
    )
  end
  for _, client in ipairs(clients) do
    local root = client.config.root_dir or '?'
    local buffers = 0
    for _, bufnr in ipairs(vim.api.nvim_list_bufs()) do
      if vim.lsp.buf_is_attached(bufnr, client.id) then
        buffers = buffers + 1
      end
    end
    local has_config = compat.uv.fs_stat(root .. '/' .. project.config_name) ~= nil
    health.ok(
      ('client %d: %s, %s, %d buffer(s)'):format(
        client.id,
        root,
        has_config and 'with a candor.toml' or 'without a candor.toml',
        buffers
      )
    )
  end
  health.info('their log: ' .. compat.log_path() .. ' (:CandorLog)')
end

function M.check()
  local health = compat.health()
  editor(health)
  program(health)
  setup(health)
  servers(health)
end

return M
