-- What Neovim calls differently from version to version, and what servers call differently from Neovim.

local M = {}

local has_methods = vim.fn.has('nvim-0.11') == 1

M.uv = vim.uv or vim.loop

--- Whether the editor itself starts servers by `vim.lsp.enable`.
M.has_enable = has_methods

--- Calls a method of a client: up to 0.10 they are plain functions.
function M.call(client, method, ...)
  if has_methods then
    return client[method](client, ...)
  end
  return client[method](...)
end

--- What servers call the language of a file type.
---@param filetype string
---@return string
function M.language(filetype)
  return filetype == 'text' and 'plaintext' or filetype
end

--- Ends the server of a client that did not end when it was asked to.
function M.kill(client)
  if client.rpc.terminate then
    client.rpc.terminate()
  else
    client.rpc.handle:kill(15)
  end
end

--- All running clients of candor, or those of one buffer.
---@param bufnr? integer
function M.clients(bufnr)
  local all
  if vim.lsp.get_clients then
    all = vim.lsp.get_clients({ name = 'candor', bufnr = bufnr })
  elseif bufnr then
    all = vim.tbl_values(vim.lsp.buf_get_clients(bufnr))
  else
    all = vim.lsp.get_active_clients()
  end
  return vim.tbl_filter(function(client)
    return client.name == 'candor'
  end, all)
end

--- Where Neovim keeps the log of language servers.
---@return string
function M.log_path()
  local log = vim.lsp.log
  if type(log) == 'table' and log.get_filename then
    return log.get_filename()
  end
  return vim.lsp.get_log_path()
end

--- Shows the code lenses of a buffer as they are now.
---@param bufnr integer
function M.refresh_lenses(bufnr)
  if vim.lsp.codelens.enable then
    vim.lsp.codelens.enable(true, { bufnr = bufnr })
  elseif vim.fn.has('nvim-0.10') == 1 then
    vim.lsp.codelens.refresh({ bufnr = bufnr })
  else
    vim.api.nvim_buf_call(bufnr, vim.lsp.codelens.refresh)
  end
end

--- The functions in which a health check reports.
function M.health()
  local health = vim.health
  if health and health.start then
    return health
  end
  -- 0.8 and 0.9 have vim.health with other names in it; 0.7 only the module.
  health = health or require('health')
  return {
    start = health.report_start,
    ok = health.report_ok,
    info = health.report_info,
    warn = health.report_warn,
    error = health.report_error,
  }
end

return M
