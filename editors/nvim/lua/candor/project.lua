-- Which buffers candor has a say in, and which folder is their project.

local compat = require('candor.compat')
local options = require('candor.options')

local M = {}

--- The name of a configuration, which is checked and completed like a draft.
M.config_name = 'candor.toml'

-- Files that every repository has and that are no drafts. `candor check` leaves them out of folders, too.
local no_drafts = { 'readme', 'changelog', 'license', 'licence', 'contributing', 'code_of_conduct' }

local function folder_of(path)
  return vim.fn.fnamemodify(path, ':h')
end

local function exists(path)
  return compat.uv.fs_stat(path) ~= nil
end

--- The file of a buffer; nil where it has none.
---@param bufnr integer
---@return string?
function M.path(bufnr)
  local name = vim.api.nvim_buf_get_name(bufnr)
  -- Terminals, directories of netrw over the network and the like.
  if name == '' or vim.bo[bufnr].buftype ~= '' or name:match('^%a[%w+.-]+://') then
    return nil
  end
  return vim.fn.fnamemodify(name, ':p')
end

--- The file types that a server may be started for.
---@return string[]
function M.filetypes()
  local list = vim.deepcopy(options.current.filetypes)
  if not vim.tbl_contains(list, 'toml') then
    table.insert(list, 'toml')
  end
  return list
end

--- Whether candor has a say in a buffer.
---@param bufnr integer
---@return boolean
function M.has(bufnr)
  local path = M.path(bufnr)
  if not path then
    return false
  end
  if vim.fn.fnamemodify(path, ':t') == M.config_name then
    return true
  end
  if not vim.tbl_contains(options.current.filetypes, vim.bo[bufnr].filetype) then
    return false
  end
  local enabled = options.current.enabled
  if type(enabled) == 'function' then
    return enabled(bufnr, path) and true or false
  end
  return not vim.tbl_contains(no_drafts, vim.fn.fnamemodify(path, ':t:r'):lower())
end

--- All folders from that of a file upwards, the nearest first.
---@param path string
---@return string[]
function M.folders(path)
  local folders = {}
  local folder = folder_of(path)
  while folder ~= folders[#folders] do
    table.insert(folders, folder)
    folder = folder_of(folder)
  end
  return folders
end

--- The folder of a buffer's project: the nearest with the first marker that is found at all, else the folder of the file.
---@param bufnr integer
---@return string
function M.root(bufnr)
  local folders = M.folders(M.path(bufnr))
  for _, marker in ipairs(options.current.root_markers) do
    for _, folder in ipairs(folders) do
      if exists(folder .. '/' .. marker) then
        return folder
      end
    end
  end
  return folders[1]
end

return M
